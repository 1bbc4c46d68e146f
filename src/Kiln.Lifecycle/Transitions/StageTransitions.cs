using System.Collections.Immutable;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>What changes the shape of a job: plan, stages, tasks, gates, sealing, priority.</summary>
internal static class StageTransitions
{
    public static Refusal? Plan(JobDraft draft, Plan command)
    {
        if (draft.Job.State != JobState.Accepted)
        {
            return null;
        }

        foreach (StagePlan plan in command.Stages)
        {
            Append(draft, plan);
        }

        // Queued is where a planned job stands before its stages say more; the roll-up that follows corrects and announces it.
        draft.Job = draft.Job with { State = JobState.Queued, StateSince = draft.Now };
        if (draft.Job.CurrentStage is null or { Phase: StagePhase.Run, State: not StageState.Waiting })
        {
            draft.Job = draft.Job with { QueuedAt = draft.Now };
            draft.Emit(EventTypes.JobQueued);
        }

        return null;
    }

    public static Refusal? AddStage(JobDraft draft, AddStage command)
    {
        if (draft.Job.Stages.All(stage => stage.Id != command.Stage.Id))
        {
            Append(draft, command.Stage);
        }

        return null;
    }

    public static Refusal? AddTasks(JobDraft draft, AddTasks command)
    {
        if (draft.Job.Stages.FirstOrDefault(candidate => candidate.Id == command.StageId) is not { } stage)
        {
            return draft.NoSuchStage(command.StageId);
        }

        ImmutableArray<JobTask> added = [.. command.Tasks
            .Where(plan => stage.IndexOf(plan.Id) < 0)
            .Select(plan => NewTask(plan, stage, draft.Now))];
        if (added.IsEmpty)
        {
            return null;
        }

        if (stage.State is not (StageState.Created or StageState.Pending or StageState.Waiting))
        {
            return draft.Refuse(RefusalCode.Conflict, $"Cannot add tasks to a stage that is {stage.State}.");
        }

        draft.Set(stage with { Tasks = stage.Tasks.AddRange(added) });
        return null;
    }

    public static Refusal? Seal(JobDraft draft)
    {
        if (!draft.Job.Sealed)
        {
            draft.Job = draft.Job with { Sealed = true };
        }

        return null;
    }

    public static Refusal? SetPriority(JobDraft draft, SetPriority command)
    {
        if (draft.Job.Priority != command.Priority)
        {
            draft.Job = draft.Job with { Priority = command.Priority };
        }

        return null;
    }

    public static Refusal? Hold(JobDraft draft, Hold command)
    {
        if (draft.Job.Stages.FirstOrDefault(candidate => candidate.Id == command.StageId) is not { } stage)
        {
            return draft.NoSuchStage(command.StageId);
        }

        if (stage.State == StageState.Waiting)
        {
            return null;
        }

        if (!stage.State.IsOpen())
        {
            return draft.Refuse(RefusalCode.Conflict, $"Cannot hold a stage that is {stage.State}.");
        }

        draft.Set(stage with { State = StageState.Waiting });
        draft.Job = draft.Job with { HoldReason = command.Reason };
        draft.Emit(EventTypes.StageWaiting, new { stage_id = stage.Id, stage = stage.Type, reason = command.Reason });
        return null;
    }

    public static Refusal? Approve(JobDraft draft, Approve command)
    {
        Stage? stage = command.StageId is null
            ? draft.Job.CurrentStage
            : draft.Job.Stages.FirstOrDefault(candidate => candidate.Id == command.StageId);
        if (stage is null)
        {
            return draft.NoSuchStage(command.StageId);
        }

        if (stage.State == StageState.Pending && command.StageId is not null)
        {
            return null;
        }

        if (stage.State != StageState.Waiting)
        {
            return draft.Refuse(RefusalCode.Conflict, $"Cannot approve a stage that is {stage.State}: no gate is closed.");
        }

        if (draft.Job.CurrentStage?.Id != stage.Id)
        {
            return draft.Refuse(RefusalCode.Conflict, "Previous stage is not COMPLETED");
        }

        bool begun = stage.Tasks.Any(task => task.StartedAt is not null);
        draft.Set(stage with { State = begun ? StageState.InProgress : StageState.Pending, OpenedAt = draft.Now });
        draft.Job = draft.Job with { HoldReason = null };
        draft.Emit(EventTypes.StagePending, new { stage_id = stage.Id, stage = stage.Type });
        return null;
    }

    private static void Append(JobDraft draft, StagePlan plan)
    {
        Stage stage = new()
        {
            Id = plan.Id,
            Type = plan.Type,
            Order = draft.Job.Stages.Length + 1,
            Phase = plan.Phase,
            Executor = plan.Executor,
            State = plan.StartsWaiting ? StageState.Waiting : StageState.Created,
            Weight = plan.Weight,
            Retry = plan.Retry,
            AttemptTimeout = plan.AttemptTimeout,
            Data = plan.Data,
            UserMetadata = plan.UserMetadata,
            TraceParent = plan.TraceParent,
            TraceState = plan.TraceState,
        };
        stage = stage with { Tasks = [.. plan.Tasks.Select(task => NewTask(task, stage, draft.Now))] };
        draft.Job = draft.Job with { Stages = draft.Job.Stages.Add(stage) };
        draft.Emit(EventTypes.StageCreated, new { stage_id = stage.Id, stage = stage.Type, order = stage.Order });
    }

    private static JobTask NewTask(TaskPlan plan, Stage stage, DateTimeOffset now) => new()
    {
        Id = plan.Id,
        MaxAttempts = plan.MaxAttempts ?? stage.Retry.MaxAttempts,
        Data = plan.Data,
        UserMetadata = plan.UserMetadata,
        TraceParent = plan.TraceParent,
        TraceState = plan.TraceState,
        CreatedAt = now,
        UpdatedAt = now,
        ReadyAt = now,
    };
}

using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>Draws the consequences of a change: tasks into stages, stages into the job, in the same write.</summary>
internal static class RollUp
{
    public static void Apply(JobDraft draft)
    {
        if (draft.Job.State.IsTerminal() || draft.Job.State == JobState.Accepted)
        {
            return;
        }

        AdvanceStages(draft);
        Job job = draft.Job;
        if (job.Sealed && !job.Stages.IsEmpty && job.CurrentStage is null)
        {
            Ending.Succeed(draft);
        }
        else if (job.CancelRequested && !HasLease(job))
        {
            Ending.Cancel(draft);
        }
        else
        {
            Enter(draft, StateOf(job));
        }
    }

    public static bool HasLease(Job job) => job.Stages.Any(stage => stage.Counts.Leased > 0);

    private static void AdvanceStages(JobDraft draft)
    {
        for (int i = 0; i < draft.Job.Stages.Length; i++)
        {
            Stage stage = draft.Job.Stages[i];
            if (stage.State == StageState.Created)
            {
                stage = stage with { State = StageState.Pending, OpenedAt = draft.Now };
                draft.Set(stage);
                draft.Emit(EventTypes.StagePending, new { stage_id = stage.Id, stage = stage.Type });
            }

            if (stage.State is StageState.Pending or StageState.InProgress && stage.AllTasksCompleted)
            {
                stage = stage with { State = StageState.Completed };
                draft.Set(stage);
                draft.Emit(EventTypes.StageCompleted, new { stage_id = stage.Id, stage = stage.Type });
            }

            if (stage.State != StageState.Completed)
            {
                return;
            }
        }
    }

    /// <summary>The state that the stages ask for. Between two stages of a running built-in job the job stays Running.</summary>
    private static JobState StateOf(Job job)
    {
        if (job.CurrentStage is not { } stage)
        {
            return JobState.Queued;
        }

        if (stage.State == StageState.Waiting)
        {
            return JobState.Held;
        }

        if (stage.Phase == StagePhase.Prepare)
        {
            return JobState.Preparing;
        }

        if (stage.Counts.Started > 0)
        {
            return JobState.Running;
        }

        bool wasRunning = job.State == JobState.Running;
        if (stage.Counts.InProgress > 0)
        {
            return wasRunning ? JobState.Running : JobState.Claimed;
        }

        bool betweenStages = stage is { State: StageState.Pending, Executor: ExecutorKind.BuiltIn };
        return wasRunning && betweenStages ? JobState.Running : JobState.Queued;
    }

    private static void Enter(JobDraft draft, JobState state)
    {
        Job job = draft.Job;
        if (job.State == state)
        {
            return;
        }

        draft.MoveTo(state);
        switch (state)
        {
            case JobState.Preparing:
                draft.Emit(EventTypes.JobPreparing);
                break;
            case JobState.Held:
                draft.Emit(EventTypes.JobHeld, new { reason = job.HoldReason });
                break;
            case JobState.Queued:
                draft.Job = draft.Job with { QueuedAt = job.QueuedAt ?? draft.Now };
                ForgetAttempt(draft);
                draft.Emit(EventTypes.JobQueued);
                break;
            case JobState.Claimed:
                draft.Emit(EventTypes.JobClaimed);
                break;
            case JobState.Running:
                Start(draft);
                break;
            default:
                throw new InvalidOperationException($"No stage asks for the state {state}.");
        }
    }

    /// <summary>Where the deadline is the attempt's, the next attempt has one of its own.</summary>
    private static void ForgetAttempt(JobDraft draft)
    {
        if (draft.Job.DeadlineStart == DeadlineStart.AttemptStarted)
        {
            draft.Job = draft.Job with { StartedAt = null, Deadline = null, TimeLeft = null };
        }
    }

    private static void Start(JobDraft draft)
    {
        Job job = draft.Job;
        bool deadlineBegins = job is { DeadlineStart: not DeadlineStart.Accepted, StartedAt: null, Timeout: not null };
        draft.Job = job with
        {
            QueuedAt = job.QueuedAt ?? draft.Now,
            StartedAt = job.StartedAt ?? draft.Now,
            Deadline = deadlineBegins && !job.Suspended ? draft.Now + job.Timeout : job.Deadline,
            TimeLeft = deadlineBegins && job.Suspended ? job.Timeout : job.TimeLeft,
        };
        draft.Emit(EventTypes.JobStarted);
    }
}

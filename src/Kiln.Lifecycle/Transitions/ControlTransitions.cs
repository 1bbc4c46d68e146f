using System.Collections.Immutable;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>What clients, timers and the orchestration ask of a whole job.</summary>
internal static class ControlTransitions
{
    public static Refusal? Pause(JobDraft draft)
    {
        Job job = draft.Job;
        if (job.CancelRequested)
        {
            return draft.Refuse(RefusalCode.Conflict, "Cannot pause a job that is being cancelled.");
        }

        if (!job.Suspended)
        {
            draft.Job = job with
            {
                Suspended = true,
                SuspendedAt = draft.Now,
                TimeLeft = job.Deadline - draft.Now,
                Deadline = null,
            };
            draft.Emit(EventTypes.JobPaused);
        }

        return null;
    }

    public static Refusal? Resume(JobDraft draft)
    {
        Job job = draft.Job;
        if (job.Suspended)
        {
            draft.Job = job with
            {
                Suspended = false,
                SuspendedAt = null,
                Deadline = draft.Now + job.TimeLeft,
                TimeLeft = null,
            };
            draft.Emit(EventTypes.JobResumed);
        }

        return null;
    }

    public static Refusal? WaitForPlan(JobDraft draft)
    {
        if (draft.Job.WaitsForPlanSince is null)
        {
            draft.Job = draft.Job with { WaitsForPlanSince = draft.Now };
        }

        return null;
    }

    public static Refusal? RequestCancel(JobDraft draft, RequestCancel command)
    {
        if (!RollUp.HasLease(draft.Job))
        {
            Ending.Cancel(draft);
        }
        else if (!draft.Job.CancelRequested)
        {
            draft.Job = draft.Job with { CancelRequested = true, CancelBy = draft.Now + command.Grace };
            draft.Emit(EventTypes.JobCancelRequested);
        }

        return null;
    }

    public static Refusal? CancelNow(JobDraft draft)
    {
        Ending.Cancel(draft);
        return null;
    }

    public static Refusal? TimeOut(JobDraft draft)
    {
        if (draft.Job.Deadline is not { } deadline || deadline > draft.Now)
        {
            return draft.Refuse(RefusalCode.TooEarly, "The deadline has not passed.") with { RetryAt = draft.Job.Deadline };
        }

        Ending.TimeOut(draft);
        return null;
    }

    public static Refusal? Fail(JobDraft draft, Fail command)
    {
        Ending.Fail(draft, command.Failure);
        return null;
    }

    public static Refusal? Retry(JobDraft draft, Retry command)
    {
        Job job = draft.Job;
        if (job.EndIsFinal)
        {
            return draft.Refuse(RefusalCode.Conflict, $"Cannot retry a job of this kind: that it is {job.State} is final.");
        }

        if (job.Reservation is { Settlement: not Settlement.Open, AppliedAt: null })
        {
            return draft.Refuse(RefusalCode.Conflict, "The credits of the last run are still being given back.");
        }

        bool counts = job.Timeout is not null && job.DeadlineStart == DeadlineStart.Accepted;
        int number = command.Reservation ?? (job.Reservation?.Number ?? 0) + 1;
        draft.Job = job with
        {
            Stages = [.. job.Stages.Select(stage => Reopened(stage, draft.Now))],
            Reservation = command.Price > 0 ? new Reservation(number, command.Price) : null,
            Retries = job.Retries + 1,
            CancelRequested = false,
            CancelBy = null,
            Failure = null,
            DeadLettered = false,
            Deadline = counts ? draft.Now + job.Timeout : null,
            StartedAt = null,
            QueuedAt = null,
            CompletedAt = null,
            Progress = 0,
        };
        draft.MoveTo(JobState.Queued);
        draft.Emit(EventTypes.JobRetried, new { by = command.By, retries = draft.Job.Retries });
        if (command.Price > 0)
        {
            draft.Emit(EventTypes.CreditsReserved, new { amount = command.Price, reservation = number });
        }

        draft.Emit(EventTypes.JobQueued);
        draft.Job = draft.Job with { QueuedAt = draft.Now, Progress = Progress.Of(draft.Job) };
        return null;
    }

    public static Refusal? RecordSettlement(JobDraft draft)
    {
        if (draft.Job.Reservation is { Settlement: not Settlement.Open, AppliedAt: null } reservation)
        {
            draft.Job = draft.Job with { Reservation = reservation with { AppliedAt = draft.Now } };
        }

        return null;
    }

    private static Stage Reopened(Stage stage, DateTimeOffset now)
    {
        if (stage.State == StageState.Completed)
        {
            return stage;
        }

        ImmutableArray<JobTask> tasks = [.. stage.Tasks.Select(task => task.State == TaskState.Completed ? task : task with
        {
            State = TaskState.Pending,
            FailedAttempts = 0,
            Interruptions = 0,
            Fenced = false,
            Lease = null,
            Started = false,
            Worker = null,
            Failure = null,
            NotBefore = null,
            Progress = 0,
            ReadyAt = now,
            EndedAt = null,
            UpdatedAt = now,
        })];
        StageState state = stage.State == StageState.Waiting ? StageState.Waiting : StageState.Created;
        return stage with { State = state, Tasks = tasks };
    }
}

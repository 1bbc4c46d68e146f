using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Transitions;

/// <summary>What executors ask: take a task, report on it, give it back.</summary>
internal static class AttemptTransitions
{
    private static readonly TimeSpan ProgressEventInterval = TimeSpan.FromSeconds(1);

    public static Refusal? Claim(JobDraft draft, ClaimTask command)
    {
        if (draft.Job.FindTask(command.TaskId) is not var (stage, task))
        {
            return draft.NoSuchTask(command.TaskId);
        }

        if (task is { State: TaskState.InProgress, Lease: { } held })
        {
            return ClaimAgain(draft, command, stage, task, held);
        }

        if (NotClaimable(draft, stage, task) is { } refusal)
        {
            return refusal;
        }

        if (stage.State == StageState.Pending)
        {
            draft.Set(stage with { State = StageState.InProgress });
            draft.Emit(EventTypes.StageStarted, new { stage_id = stage.Id, stage = stage.Type });
        }

        draft.Set(stage, task with
        {
            State = TaskState.InProgress,
            Lease = new Lease(command.Worker, command.Token, draft.Now + command.LeaseDuration, command.LeaseDuration)
            {
                StartBy = command.Start ? null : draft.Now + command.StartWithin,
            },
            Started = command.Start,
            Claims = task.Claims + 1,
            Worker = command.Worker,
            NotBefore = null,
            StartedAt = draft.Now,
            Progress = 0,
        });
        int attempt = task.FailedAttempts + 1;
        draft.Emit(EventTypes.TaskClaimed, new { stage_id = stage.Id, task_id = task.Id, attempt, worker = command.Worker });
        draft.Job = draft.Job with { Step = stage.Type, WaitsForPlanSince = null };
        return null;
    }

    public static Refusal? Start(JobDraft draft, StartTask command)
    {
        if (draft.Leased(command.TaskId, command.Token, out Stage stage, out JobTask task) is { } refusal)
        {
            return refusal;
        }

        JobTask started = Renewed(draft, task with { Started = true }, command.LeaseDuration);
        if (started != task)
        {
            draft.Set(stage, started);
        }

        return null;
    }

    public static Refusal? Heartbeat(JobDraft draft, Heartbeat command)
    {
        if (draft.Leased(command.TaskId, command.Token, out Stage stage, out JobTask task) is { } refusal)
        {
            return refusal;
        }

        draft.Set(stage, Renewed(draft, task, command.LeaseDuration));
        return null;
    }

    public static Refusal? Report(JobDraft draft, ReportProgress command)
    {
        if (draft.Leased(command.TaskId, command.Token, out Stage stage, out JobTask task) is { } refusal)
        {
            return refusal;
        }

        JobTask renewed = Renewed(draft, task, command.LeaseDuration);
        draft.Set(stage, renewed with { Started = true, Progress = Math.Max(task.Progress, Math.Clamp(command.Percent, 0, 100)) });
        string? step = command.Step ?? draft.Job.Step;
        int progress = Math.Max(draft.Job.Progress, Progress.Of(draft.Job));
        bool news = progress != draft.Job.Progress || step != draft.Job.Step;
        draft.Job = draft.Job with { Progress = progress, Step = step };
        if (news && !(draft.Job.ProgressToldAt + ProgressEventInterval > draft.Now))
        {
            draft.Emit(EventTypes.JobProgress, new { progress, step });
            draft.Job = draft.Job with { ProgressToldAt = draft.Now };
        }

        return null;
    }

    public static Refusal? Complete(JobDraft draft, CompleteTask command)
    {
        if (draft.Job.FindTask(command.TaskId) is var (_, done) && done.State == TaskState.Completed && done.LastToken == command.Token)
        {
            return null;
        }

        if (draft.Leased(command.TaskId, command.Token, out Stage stage, out JobTask task) is { } refusal)
        {
            return refusal;
        }

        draft.Set(stage, task with
        {
            State = TaskState.Completed,
            Lease = null,
            LastToken = command.Token,
            Result = command.Result,
            Failure = null,
            Progress = 100,
            EndedAt = draft.Now,
        });
        draft.Emit(EventTypes.TaskCompleted, new { stage_id = stage.Id, task_id = task.Id });
        draft.Job = draft.Job with { Progress = Math.Max(draft.Job.Progress, Progress.Of(draft.Job)) };
        return null;
    }

    public static Refusal? Fail(JobDraft draft, FailAttempt command)
    {
        if (draft.Job.FindTask(command.TaskId) is var (_, past)
            && past.LastToken == command.Token && past.State is TaskState.Retried or TaskState.Failed)
        {
            return null;
        }

        if (draft.Leased(command.TaskId, command.Token, out Stage stage, out JobTask task) is { } refusal)
        {
            return refusal;
        }

        EndAttempt(draft, stage, task with { Result = command.Result }, command.Failure);
        return null;
    }

    public static Refusal? ExpireLease(JobDraft draft, ExpireLease command)
    {
        if (draft.Job.FindTask(command.TaskId) is not var (stage, task))
        {
            return draft.NoSuchTask(command.TaskId);
        }

        if (task.Lease is not { } lease || stage.LeaseEnd(task) is not { } end)
        {
            return null;
        }

        if (end > draft.Now)
        {
            return draft.Refuse(RefusalCode.TooEarly, "The lease has not expired.") with { RetryAt = end };
        }

        // The end is not the holder's doing: what it writes afterwards is late, and no repeat.
        EndAttempt(draft, stage, task with { Lease = null }, Lost(draft, stage, task, lease));
        return null;
    }

    public static Refusal? Release(JobDraft draft, ReleaseTask command)
    {
        if (draft.Job.FindTask(command.TaskId) is var (_, past) && past.LastToken == command.Token && past.Lease is null)
        {
            return null;
        }

        if (draft.Leased(command.TaskId, command.Token, out Stage stage, out JobTask task) is { } refusal)
        {
            return refusal;
        }

        draft.Set(stage, task with
        {
            State = task.FailedAttempts > 0 ? TaskState.Retried : TaskState.Pending,
            Lease = null,
            LastToken = command.Token,
            Started = false,
            Worker = null,
            Progress = 0,
            ReadyAt = draft.Now,
        });
        draft.Emit(EventTypes.TaskReleased, new { stage_id = stage.Id, task_id = task.Id });
        return null;
    }

    private static Refusal? ClaimAgain(JobDraft draft, ClaimTask command, Stage stage, JobTask task, Lease held)
    {
        bool same = held.Token == command.Token;
        bool takesOver = command.TakeOver && held.Worker == command.Worker;
        if (!same && !takesOver)
        {
            return draft.Refuse(RefusalCode.NotClaimable, "Another attempt holds the task.") with { RetryAt = held.ExpiresAt };
        }

        if (!same && task.Interruptions >= command.MaxInterruptions)
        {
            string message = $"The work was cut off {task.Interruptions + 1} times by the end of its process.";
            EndAttempt(draft, stage, task, new Failure(FailureCodes.InternalError, message, draft.Phase(), Retryable: false));
            return null;
        }

        draft.Set(stage, task with
        {
            Lease = new Lease(command.Worker, command.Token, draft.Now + command.LeaseDuration),
            Started = task.Started || command.Start,
            Interruptions = same ? task.Interruptions : task.Interruptions + 1,
        });
        return null;
    }

    private static Refusal? NotClaimable(JobDraft draft, Stage stage, JobTask task)
    {
        Job job = draft.Job;
        string? why = job.Suspended ? "The job is paused."
            : job.CancelRequested ? "The job is being cancelled."
            : stage.State is not (StageState.Pending or StageState.InProgress) ? $"The stage is {stage.State}."
            : task.State is not (TaskState.Pending or TaskState.Retried) ? $"The task is {task.State}."
            : task.NotBefore > draft.Now ? "The task waits for its next attempt."
            : null;
        return why is null ? null : draft.Refuse(RefusalCode.NotClaimable, why) with { RetryAt = task.NotBefore };
    }

    private static Failure Lost(JobDraft draft, Stage stage, JobTask task, Lease lease) =>
        lease.ExpiresAt <= draft.Now ? Failure.Of(FailureCodes.LeaseExpired, "The executor stopped reporting.", draft.Phase())
        : !task.Started && lease.StartBy <= draft.Now
            ? Failure.Of(FailureCodes.LeaseExpired, "The executor did not begin in time.", draft.Phase())
            : Failure.Of(FailureCodes.Timeout, $"The attempt took longer than {stage.AttemptTimeout?.TotalSeconds:0.###} seconds.", draft.Phase());

    private static void EndAttempt(JobDraft draft, Stage stage, JobTask task, Failure failure)
    {
        int failed = task.FailedAttempts + 1;
        bool again = failure.Retryable && failed < task.MaxAttempts;
        TimeSpan delay = again ? stage.Retry.DelayAfter(task.Id, failed) : TimeSpan.Zero;
        DateTimeOffset? notBefore = delay > TimeSpan.Zero ? draft.Now + delay : null;
        draft.Set(stage, task with
        {
            State = again ? TaskState.Retried : TaskState.Failed,
            FailedAttempts = failed,
            Lease = null,
            LastToken = task.Lease?.Token,
            Started = false,
            Worker = again ? null : task.Worker,
            Failure = failure,
            NotBefore = notBefore,
            ReadyAt = again ? notBefore ?? draft.Now : task.ReadyAt,
            EndedAt = again ? null : draft.Now,
        });
        object data = new { stage_id = stage.Id, task_id = task.Id, attempt = failed, code = failure.Code, retry_at = notBefore };
        draft.Emit(again ? EventTypes.TaskRetried : EventTypes.TaskFailed, data);
        if (!again && !draft.Job.CancelRequested)
        {
            Ending.Fail(draft, failure);
        }
    }

    private static JobTask Renewed(JobDraft draft, JobTask task, TimeSpan? duration) =>
        duration is { } time && task.Lease is { } lease ? task with { Lease = lease with { ExpiresAt = draft.Now + time, Duration = time } } : task;
}

using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Orchestration;

/// <summary>Reads from a job what its orchestration does next. Pure: the same job and time give the same step.</summary>
internal static class JobDecision
{
    public static NextStep For(Job? job, JobRun run, DateTimeOffset now)
    {
        if (job is null || job.State.IsTerminal() || job.Retries != run.Number)
        {
            return new NextStep(NextAction.End) { Settled = job?.Reservation is not { AppliedAt: null } };
        }

        DateTime? deadline = job.Deadline?.UtcDateTime;
        if (job.Suspended || job.CancelRequested || job.CurrentStage is not { Executor: ExecutorKind.BuiltIn } stage
            || stage.State is not (StageState.Pending or StageState.InProgress))
        {
            return new NextStep(NextAction.Wait, WakeAt: LeaseEnd(job, run), Deadline: deadline);
        }

        string[] ready = [.. stage.Tasks.Where(task => IsReady(task, run, now)).Select(task => task.Id)];
        return ready.Length > 0
            ? new NextStep(NextAction.RunStage, stage.Id, ready, Deadline: deadline)
            : new NextStep(NextAction.Wait, WakeAt: NextChange(stage), Deadline: deadline);
    }

    /// <summary>Whether a job that waits has nothing to run here until somebody else acts, and no attempt of ours at work.</summary>
    public static bool NeedsNoPlace(Job job) =>
        (job.Suspended || job.CurrentStage is not { Executor: ExecutorKind.BuiltIn, State: StageState.Pending or StageState.InProgress })
        && !job.Stages.Any(stage => stage.Executor == ExecutorKind.BuiltIn && stage.Tasks.Any(task => task.Lease is not null));

    /// <summary>A task that this run holds has lost its process: whoever asks here is not running it.</summary>
    private static bool IsReady(JobTask task, JobRun run, DateTimeOffset now) => task.State switch
    {
        TaskState.Pending or TaskState.Retried => !(task.NotBefore > now),
        TaskState.InProgress => task.Lease is { } lease && (lease.Worker == run.InstanceId || lease.ExpiresAt <= now),
        _ => false,
    };

    private static DateTime? NextChange(Stage stage) => stage.Tasks
        .Select(task => task.Lease?.ExpiresAt ?? task.NotBefore)
        .Min()?.UtcDateTime;

    /// <summary>While a stop waits for an executor, its lease's end is when to look again.</summary>
    private static DateTime? LeaseEnd(Job job, JobRun run) => job.Stages
        .SelectMany(stage => stage.Tasks)
        .Where(task => task.Lease is { } lease && lease.Worker == run.InstanceId)
        .Min(task => task.Lease?.ExpiresAt)?.UtcDateTime;
}

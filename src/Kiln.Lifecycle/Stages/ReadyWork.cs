using Kiln.Lifecycle.Jobs;

namespace Kiln.Lifecycle.Stages;

/// <summary>What a job has to offer to workers: the current stage, while tasks of it can be taken now or after a back-off.</summary>
/// <param name="Stage">The stage; its type names the queue.</param>
/// <param name="Since">
/// When the task that comes first became ready; in the future while every task to be taken waits for its next attempt.
/// </param>
public sealed record ReadyWork(Stage Stage, DateTimeOffset Since)
{
    /// <summary>The work that the job offers; null while it is paused, gated, being cancelled or ended, and when nothing is left to take.</summary>
    public static ReadyWork? Of(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (OfferedStage(job) is not { } stage)
        {
            return null;
        }

        DateTimeOffset? since = null;
        foreach (JobTask task in stage.Tasks)
        {
            if (IsToBeTaken(task) && !(ReadyAt(stage, task) >= since))
            {
                since = ReadyAt(stage, task);
            }
        }

        return since is { } first ? new ReadyWork(stage, first) : null;
    }

    /// <summary>
    /// The task that a worker takes next: of those that are ready at that time the one that has been so the longest, and of equals the
    /// one that was added first. Null when none is ready, or the current stage is of another type.
    /// </summary>
    public static JobTask? Next(Job job, string stageType, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (OfferedStage(job) is not { } stage || stage.Type != stageType)
        {
            return null;
        }

        JobTask? next = null;
        foreach (JobTask task in stage.Tasks)
        {
            if (IsToBeTaken(task) && ReadyAt(stage, task) is var ready && ready <= now && (next is null || ready < ReadyAt(stage, next)))
            {
                next = task;
            }
        }

        return next;
    }

    /// <summary>How many tasks of the type could be taken at that time, counted no further than a limit.</summary>
    public static int Count(Job job, string stageType, DateTimeOffset now, int limit)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (OfferedStage(job) is not { } stage || stage.Type != stageType)
        {
            return 0;
        }

        int count = 0;
        foreach (JobTask task in stage.Tasks)
        {
            if (count == limit)
            {
                break;
            }

            count += IsToBeTaken(task) && ReadyAt(stage, task) <= now ? 1 : 0;
        }

        return count;
    }

    private static Stage? OfferedStage(Job job) =>
        job.State.IsActive() && job is { Suspended: false, CancelRequested: false }
        && job.CurrentStage is { Executor: ExecutorKind.Worker, State: StageState.Pending or StageState.InProgress } stage
            && stage.Counts.Pending + stage.Counts.Retried > 0
                ? stage
                : null;

    private static bool IsToBeTaken(JobTask task) => task.State is TaskState.Pending or TaskState.Retried;

    /// <summary>A task is ready from when its stage was opened, its last attempt was given back, or its back-off ends.</summary>
    private static DateTimeOffset ReadyAt(Stage stage, JobTask task)
    {
        DateTimeOffset own = task.NotBefore ?? task.ReadyAt ?? task.CreatedAt;
        return stage.OpenedAt > own ? stage.OpenedAt.Value : own;
    }
}

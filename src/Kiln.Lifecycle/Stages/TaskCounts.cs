namespace Kiln.Lifecycle.Stages;

/// <summary>A stage's tasks, counted.</summary>
public sealed record TaskCounts
{
    /// <summary>All of them.</summary>
    public int Total { get; private init; }

    /// <summary>Ready, never tried.</summary>
    public int Pending { get; private init; }

    /// <summary>To be tried again.</summary>
    public int Retried { get; private init; }

    /// <summary>Held by an executor, or held when the job ended.</summary>
    public int InProgress { get; private init; }

    /// <summary>Of those in progress: with a lease that holds.</summary>
    public int Leased { get; private init; }

    /// <summary>Of those in progress: reported as started.</summary>
    public int Started { get; private init; }

    /// <summary>Done.</summary>
    public int Completed { get; private init; }

    /// <summary>Out of attempts.</summary>
    public int Failed { get; private init; }

    /// <summary>Attempts that failed, over all tasks.</summary>
    public int FailedAttempts { get; private init; }

    /// <summary>Attempts taken over from executors that died, over all tasks.</summary>
    public int Interruptions { get; private init; }

    /// <summary>The tasks' percentages together: 100 for each that is completed.</summary>
    public long Percents { get; private init; }

    internal static TaskCounts Of(IEnumerable<JobTask> tasks)
    {
        TaskCounts counts = new();
        foreach (JobTask task in tasks)
        {
            counts = counts.Add(task, 1);
        }

        return counts;
    }

    /// <summary>The counts after one task took the place of another.</summary>
    internal TaskCounts Replace(JobTask old, JobTask present) => Add(old, -1).Add(present, 1);

    private TaskCounts Add(JobTask task, int sign)
    {
        bool inProgress = task.State == TaskState.InProgress;
        return new TaskCounts
        {
            Total = Total + sign,
            Pending = Pending + (task.State == TaskState.Pending ? sign : 0),
            Retried = Retried + (task.State == TaskState.Retried ? sign : 0),
            InProgress = InProgress + (inProgress ? sign : 0),
            Leased = Leased + (inProgress && task.Lease is not null ? sign : 0),
            Started = Started + (inProgress && task.Started ? sign : 0),
            Completed = Completed + (task.State == TaskState.Completed ? sign : 0),
            Failed = Failed + (task.State == TaskState.Failed ? sign : 0),
            FailedAttempts = FailedAttempts + (sign * task.FailedAttempts),
            Interruptions = Interruptions + (sign * task.Interruptions),
            Percents = Percents + (sign * (task.State == TaskState.Completed ? 100L : task.Progress)),
        };
    }
}

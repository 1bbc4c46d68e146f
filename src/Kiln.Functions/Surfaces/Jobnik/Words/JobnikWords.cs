using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Words;

/// <summary>The lifecycle in the words of the surface.</summary>
internal static class JobnikWords
{
    public const string Created = "CREATED";
    public const string Pending = "PENDING";
    public const string InProgress = "IN_PROGRESS";
    public const string Completed = "COMPLETED";
    public const string Failed = "FAILED";
    public const string Aborted = "ABORTED";
    public const string Paused = "PAUSED";
    public const string Waiting = "WAITING";
    public const string Retried = "RETRIED";

    /// <summary>The words of jobs.</summary>
    public static readonly string[] OfJobs = [Pending, InProgress, Completed, Failed, Aborted, Created, Paused];

    /// <summary>The words of stages.</summary>
    public static readonly string[] OfStages = [Pending, InProgress, Completed, Failed, Aborted, Waiting, Created];

    /// <summary>The words of tasks.</summary>
    public static readonly string[] OfTasks = [Pending, InProgress, Completed, Failed, Created, Retried];

    /// <summary>The word of a job. Once a task was taken it does not fall back to PENDING, whatever it waits for.</summary>
    public static string Of(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.State switch
        {
            JobState.Succeeded => Completed,
            JobState.Failed or JobState.TimedOut => Failed,
            JobState.Cancelled => Aborted,
            _ when job.Suspended => Paused,
            JobState.Accepted => Created,
            JobState.Claimed or JobState.Running => InProgress,
            _ => WorkHasBegun(job) ? InProgress : Pending,
        };
    }

    /// <summary>The word of a stage.</summary>
    public static string Of(StageState state) => state switch
    {
        StageState.Created => Created,
        StageState.Waiting => Waiting,
        StageState.Pending => Pending,
        StageState.InProgress => InProgress,
        StageState.Completed => Completed,
        StageState.Failed => Failed,
        _ => Aborted,
    };

    /// <summary>The word of a task; one that the end of its job cut off keeps its word.</summary>
    public static string Of(TaskState state) => state switch
    {
        TaskState.Pending => Pending,
        TaskState.InProgress => InProgress,
        TaskState.Retried => Retried,
        TaskState.Completed => Completed,
        _ => Failed,
    };

    /// <summary>Whether a task was ever taken. Of stages that may have begun, only one that is held does not say so itself.</summary>
    private static bool WorkHasBegun(Job job) => job.Stages.Any(stage => stage.State is StageState.InProgress or StageState.Completed
        || (stage.State == StageState.Waiting && stage.Tasks.Any(task => task.StartedAt is not null)));
}

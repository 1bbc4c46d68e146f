namespace Kiln.LocalHost.DurableTask;

/// <summary>An activity or a sub-orchestration failed.</summary>
#pragma warning disable CA1032 // The constructors are those of the programming model.
public sealed class TaskFailedException : Exception
#pragma warning restore CA1032
{
    /// <summary>Reports a failed task.</summary>
    /// <param name="taskName">Name of the activity or sub-orchestration.</param>
    /// <param name="taskId">Its sequence number in the calling orchestration.</param>
    /// <param name="failureDetails">How it failed.</param>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base($"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {failureDetails?.ErrorMessage}")
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>Name of the activity or sub-orchestration.</summary>
    public string TaskName { get; }

    /// <summary>Its sequence number in the calling orchestration.</summary>
    public int TaskId { get; }

    /// <summary>How it failed.</summary>
    public TaskFailureDetails FailureDetails { get; }
}

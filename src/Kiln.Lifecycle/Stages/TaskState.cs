namespace Kiln.Lifecycle.Stages;

/// <summary>Where a task stands.</summary>
public enum TaskState
{
    /// <summary>Ready, never tried.</summary>
    Pending,

    /// <summary>An executor holds it.</summary>
    InProgress,

    /// <summary>An attempt failed and another is allowed.</summary>
    Retried,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Out of attempts.</summary>
    Failed,
}

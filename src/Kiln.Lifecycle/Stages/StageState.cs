namespace Kiln.Lifecycle.Stages;

/// <summary>Where a stage stands.</summary>
public enum StageState
{
    /// <summary>The stage before it is not completed.</summary>
    Created,

    /// <summary>A gate: waits for approval.</summary>
    Waiting,

    /// <summary>Its tasks may be taken.</summary>
    Pending,

    /// <summary>A task of it was taken.</summary>
    InProgress,

    /// <summary>Every task is completed.</summary>
    Completed,

    /// <summary>A task is out of attempts, or the deadline fell into it.</summary>
    Failed,

    /// <summary>The job ended before it did.</summary>
    Aborted,
}

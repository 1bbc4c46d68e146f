namespace Kiln.Storage.Batches;

/// <summary>Where a batch stands.</summary>
public enum BatchState
{
    /// <summary>None of its jobs was ever taken.</summary>
    Pending,

    /// <summary>Some were, and not all have ended.</summary>
    Running,

    /// <summary>All have ended, at least one well.</summary>
    Completed,

    /// <summary>All have ended, none well; or one failed, where the batch was told to fail with it.</summary>
    Failed,

    /// <summary>All have ended: every one cancelled, or some by a cancel of the batch.</summary>
    Cancelled,
}

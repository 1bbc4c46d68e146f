namespace Kiln.Storage.Jobs;

/// <summary>Something that waits for its turn at a job.</summary>
internal abstract class PendingWork
{
    /// <summary>Nothing was written, or nobody knows whether it was.</summary>
    public abstract void Fail(Exception failure);
}

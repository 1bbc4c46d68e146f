namespace Kiln.Storage.Jobs;

/// <summary>How the job store watches for changes.</summary>
public sealed record JobStoreOptions
{
    /// <summary>
    /// How often somebody who waits for a change looks for one that another process made. Null when only this process writes, as on the
    /// local host: then nobody polls.
    /// </summary>
    public TimeSpan? OtherProcessesInterval { get; init; }
}

namespace Kiln.Storage.Jobs;

/// <summary>How the job store watches for changes, and what it keeps in memory.</summary>
public sealed record JobStoreOptions
{
    /// <summary>
    /// How often somebody who waits for a change looks for one that another process made. Null when only this process writes, as on the
    /// local host: then nobody polls.
    /// </summary>
    public TimeSpan? OtherProcessesInterval { get; init; }

    /// <summary>
    /// How many tasks and events of jobs are kept in memory at most, of the jobs that were changed last: about a kilobyte each. The same
    /// number again may be kept of their pages.
    /// </summary>
    public long KeptParts { get; init; } = 100_000;
}

namespace Kiln.Storage.Work;

/// <summary>How work queues are kept.</summary>
public sealed record WorkQueueOptions
{
    /// <summary>
    /// Surfaces whose jobs stand in no queue by themselves, because the surface claims them from groups of its own.
    /// </summary>
    public IReadOnlySet<string> GroupedSurfaces { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// How often somebody who waits for work looks for what another process queued. Null when only this process writes: then nobody polls.
    /// </summary>
    public TimeSpan? OtherProcessesInterval { get; init; }
}

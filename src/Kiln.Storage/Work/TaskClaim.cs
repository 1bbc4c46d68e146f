namespace Kiln.Storage.Work;

/// <summary>What a worker asks of the queue.</summary>
/// <param name="OrganisationId">The organisation whose tasks it may take.</param>
/// <param name="Types">Types of stages that it can do; at least one.</param>
/// <param name="Worker">Who it is, as the job's record shows it.</param>
/// <param name="Lease">How long it may be silent.</param>
public sealed record TaskClaim(string OrganisationId, IReadOnlyList<string> Types, string Worker, TimeSpan Lease)
{
    /// <summary>The surface whose jobs alone it can work on, because it reads their records there; null for every surface's.</summary>
    public string? Surface { get; init; }

    /// <summary>True when the work begins at once, so that no separate start follows.</summary>
    public bool Start { get; init; } = true;

    /// <summary>How soon the work must be reported as started, when it does not begin at once; null for no limit but the lease.</summary>
    public TimeSpan? StartWithin { get; init; }
}

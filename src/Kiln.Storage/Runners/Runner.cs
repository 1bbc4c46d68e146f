using System.Collections.Immutable;

namespace Kiln.Storage.Runners;

/// <summary>A program on somebody's machine that runs simulations.</summary>
public sealed record Runner : IVersionedDocument
{
    /// <summary>The form of the record.</summary>
    public int SchemaVersion { get; init; } = StoredJson.CurrentVersion;

    /// <summary>Time-ordered identifier.</summary>
    public required string Id { get; init; }

    /// <summary>The owner.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What tells it from the owner's other runners, over restarts of its process.</summary>
    public required string InstanceKey { get; init; }

    /// <summary>Version of its software, or null.</summary>
    public string? Version { get; init; }

    /// <summary>What it can do.</summary>
    public required RunnerCapabilities Capabilities { get; init; }

    /// <summary>Words of its owner's.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>SHA-256 of its token, in hexadecimal; the token itself is not stored.</summary>
    public required string TokenHash { get; init; }

    /// <summary>True while it takes no more runs.</summary>
    public bool Drained { get; init; }

    /// <summary>When it first registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it was last heard of; kept to some seconds, not to the call.</summary>
    public required DateTimeOffset LastCallAt { get; init; }

    /// <summary>What its attempts take of it.</summary>
    public ImmutableArray<RunnerHold> Holds { get; init; } = [];

    /// <summary>Whether it takes a run of this kind, were it idle.</summary>
    public bool Supports(string simulationType, long millicores, long memoryBytes, bool gpu) =>
        (Capabilities.SupportedSimulationTypes.IsEmpty || Capabilities.SupportedSimulationTypes.Contains(simulationType))
        && (!gpu || Capabilities.GpuAvailable)
        && millicores <= Capabilities.CpuCores * 1000L
        && memoryBytes <= Capabilities.MemoryGigabytes * 1e9;

    /// <summary>Whether it has room for such a run beside what it holds.</summary>
    public bool HasRoom(long millicores, long memoryBytes) =>
        Holds.Length < Capabilities.MaxConcurrentJobs
        && Holds.Sum(hold => hold.Millicores) + millicores <= Capabilities.CpuCores * 1000L
        && Holds.Sum(hold => hold.MemoryBytes) + memoryBytes <= Capabilities.MemoryGigabytes * 1e9;
}

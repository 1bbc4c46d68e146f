using System.Collections.Immutable;

namespace Kiln.Storage.Runners;

/// <summary>What a runner says of itself when it registers. Meanings are those of <see cref="Runner"/>.</summary>
public sealed record NewRunner
{
    /// <summary>The owner.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What tells it from others over restarts.</summary>
    public required string InstanceKey { get; init; }

    /// <summary>Version of its software, or null.</summary>
    public string? Version { get; init; }

    /// <summary>What it can do.</summary>
    public required RunnerCapabilities Capabilities { get; init; }

    /// <summary>Words of its owner's.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    internal Runner ToRunner(string id, string tokenHash, Runner? before, DateTimeOffset now) => new()
    {
        Id = id,
        OrganisationId = OrganisationId,
        Name = Name,
        InstanceKey = InstanceKey,
        Version = Version,
        Capabilities = Capabilities,
        Labels = Labels,
        TokenHash = tokenHash,
        Drained = before?.Drained ?? false,
        RegisteredAt = before?.RegisteredAt ?? now,
        LastCallAt = now,
        Holds = before?.Holds ?? [],
    };
}

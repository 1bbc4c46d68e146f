namespace Kiln.SimReady.Collision;

/// <summary>The collision shape: a union of convex hulls. The collision step writes it, every deliverable uses it.</summary>
internal sealed record CollisionModel
{
    /// <summary>The concavity limit that was asked for.</summary>
    public required double Threshold { get; init; }

    /// <summary>The largest concavity that is left in any hull: a length on the scale where the asset's longest side is 2.</summary>
    public required double Concavity { get; init; }

    /// <summary>The time box ended the search early.</summary>
    public required bool TimedOut { get; init; }

    /// <summary>The hulls, by part and within a part as found. Never empty.</summary>
    public required IReadOnlyList<CollisionHull> Hulls { get; init; }
}

namespace Kiln.SimReady.Physics;

/// <summary>What one part adds to the body, and its surface's behaviour in contact.</summary>
internal sealed record PartPhysics
{
    /// <summary>Name of the part, as its hulls have it.</summary>
    public required string Name { get; init; }

    /// <summary>Mass in kilogram; the parts' masses sum to the body's.</summary>
    public required double MassKg { get; init; }

    /// <summary>Mass over volume in kilogram per cubic metre.</summary>
    public required double DensityKgM3 { get; init; }

    /// <summary>Volume inside the part's surface, in cubic metres.</summary>
    public required double VolumeM3 { get; init; }

    /// <summary><c>exact</c>, <c>capped</c> (exact with its small holes covered), <c>voxel</c>, <c>hull_union</c> or <c>shell</c>.</summary>
    public required string VolumeMethod { get; init; }

    /// <summary>Name of the material table.</summary>
    public required string MaterialName { get; init; }

    /// <summary><c>given</c>, <c>name</c>, <c>texture</c> or <c>default</c>.</summary>
    public required string MaterialSource { get; init; }

    /// <summary>How sure the material is, 0–1.</summary>
    public required double MaterialConfidence { get; init; }

    /// <summary>The share of the volume that is matter, 0–1.</summary>
    public required double Fill { get; init; }

    /// <summary>Coefficient of static friction.</summary>
    public required double StaticFriction { get; init; }

    /// <summary>Coefficient of dynamic friction, not above the static one.</summary>
    public required double DynamicFriction { get; init; }

    /// <summary>Coefficient of restitution, 0–1.</summary>
    public required double Restitution { get; init; }
}

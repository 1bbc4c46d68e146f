namespace Kiln.SimReady.Physics;

/// <summary>
/// The rigid body's physics, in the asset's frame: metres, Z up, origin at the centre of the base. The physics step writes it
/// and every deliverable is authored from it.
/// </summary>
internal sealed record PhysicsModel
{
    /// <summary>Total mass in kilogram.</summary>
    public required double MassKg { get; init; }

    /// <summary>Mass over volume in kilogram per cubic metre; where the fill is below 1, less than the material's density.</summary>
    public required double DensityKgM3 { get; init; }

    /// <summary>Mass over volume that the given density, else materials and fill, call for: another one only where the mass was given.</summary>
    public required double ExpectedDensityKgM3 { get; init; }

    /// <summary>Volume inside the surface, in cubic metres.</summary>
    public required double VolumeM3 { get; init; }

    /// <summary>The share of the volume that is matter, 0–1: below 1 for hollow things that are modelled as one closed skin.</summary>
    public double Fill { get; init; } = 1;

    /// <summary><c>exact</c>, <c>hull_union</c>, <c>voxel</c>, <c>shell</c> or <c>given</c>: where the mass comes from.</summary>
    public required string MassMethod { get; init; }

    /// <summary>
    /// The coarsest of the parts' methods: what gave volume, centre of mass and the inertia's shape, also when the mass was given.
    /// </summary>
    public required string VolumeMethod { get; init; }

    /// <summary>Centre of mass.</summary>
    public required double[] CenterOfMassM { get; init; }

    /// <summary>Principal moments of inertia in kg·m².</summary>
    public required double[] InertiaDiagonalKgM2 { get; init; }

    /// <summary>Rotation from the principal axes to the asset's frame, unit quaternion w, x, y, z.</summary>
    public required double[] PrincipalAxesWxyz { get; init; }

    /// <summary>What each part adds, in the order of <see cref="Assets.SolidParts.All"/>; never empty.</summary>
    public required IReadOnlyList<PartPhysics> Parts { get; init; }

    /// <summary>Which of the parts stands for the whole where only one material can be named: one of the material with the largest volume.</summary>
    public required int MainPart { get; init; }

    /// <summary>The part at <see cref="MainPart"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public PartPhysics Main => Parts[MainPart];
}

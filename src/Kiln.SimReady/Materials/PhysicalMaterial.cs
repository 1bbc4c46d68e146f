namespace Kiln.SimReady.Materials;

/// <summary>What simulation needs to know about a material.</summary>
/// <param name="Name">Key of the table, such as <c>steel</c>.</param>
/// <param name="DensityKgM3">Density of the bulk material in kilogram per cubic metre.</param>
/// <param name="DensityBasis">Where the density comes from, for the report.</param>
/// <param name="StaticFriction">Coefficient of static friction against the same or a like surface; an engineering choice.</param>
/// <param name="Restitution">Coefficient of restitution, 0–1; an engineering choice.</param>
public sealed record PhysicalMaterial(
    string Name, double DensityKgM3, string DensityBasis, double StaticFriction, double Restitution)
{
    /// <summary>Coefficient of dynamic friction: 0.1 below the static one.</summary>
    public double DynamicFriction => Math.Round(StaticFriction - 0.1, 12);
}

using Kiln.Geometry.Hulls;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Mass;

/// <summary>Mass of the union of hulls: what several hulls hold counts once.</summary>
public static class HullUnionMass
{
    /// <summary>Volume, centre of mass and inertia at density 1.</summary>
    /// <param name="hulls">At least one; they may overlap.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static MassProperties Of(IReadOnlyList<ConvexHull> hulls, CancellationToken cancellationToken = default) =>
        ExactMass.Of(SurfaceEditing.Combined([.. HullUnion.DisjointPieces(hulls, cancellationToken)]));
}

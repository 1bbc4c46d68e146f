using Kiln.Geometry.Meshes;
using Kiln.Geometry.Remeshing;

namespace Kiln.Geometry.Mass;

/// <summary>
/// Mass of a solid whose surface has faults: what the generalised winding number takes for inside on a lattice is integrated exactly
/// between its crossings with the surface. Good to about a percent where walls are thicker than the lattice's pitch; thinner ones are lost.
/// </summary>
public static class VoxelMass
{
    /// <summary>Lattice steps along the longest side unless asked otherwise.</summary>
    public const int DefaultResolution = 64;

    /// <summary>Volume, centre of mass and inertia at density 1; null when nothing is inside, as for sheets.</summary>
    /// <param name="mesh">The surface; most triangles should face outward.</param>
    /// <param name="resolution">Lattice steps along the longest side, 4–256.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static MassProperties? TryOf(
        SurfaceMesh mesh, int resolution = DefaultResolution, CancellationToken cancellationToken = default)
    {
        SurfaceMesh solid = SolidRemesher.Remesh(mesh, resolution, cancellationToken);
        return solid.TriangleCount > 0 && ExactMass.SignedVolume(solid) > 0 ? ExactMass.Of(solid) : null;
    }
}

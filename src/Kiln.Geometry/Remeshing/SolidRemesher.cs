using Kiln.Geometry.Meshes;
using Kiln.Geometry.Simplification;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Remeshing;

/// <summary>
/// Makes a closed, manifold surface from one that has holes, overlaps, T-junctions or sheets within, by asking on a lattice what the
/// generalised winding number takes for inside. Where the lattice crosses the old surface the new one goes through the crossing;
/// over holes it follows the number's half-way level.
/// </summary>
public static class SolidRemesher
{
    private const int MaximumResolution = 256;

    /// <summary>Remeshes a surface whose triangles mostly face outward.</summary>
    /// <param name="mesh">The surface; need not be closed or manifold.</param>
    /// <param name="resolution">Lattice steps along the longest side, 4–256: 64 does for volumes, 128 for shape.</param>
    /// <param name="maximumTriangles">The result is simplified to this many, within half a lattice step.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The solid; its surface is empty where nothing is inside, as for a lone sheet.</returns>
    public static RemeshedSolid Remesh(
        SurfaceMesh mesh, int resolution, int maximumTriangles = 50_000, CancellationToken cancellationToken = default)
    {
        SurfaceMesh surface = Reconstruct(mesh, resolution, cancellationToken, out double pitch);
        if (surface.TriangleCount > maximumTriangles)
        {
            var options = new SimplificationOptions { TargetTriangles = maximumTriangles, MaximumError = 0.5 / resolution };
            surface = MeshSimplifier.Simplify(surface, options, cancellationToken);
        }

        return new(surface, pitch);
    }

    internal static SurfaceMesh Reconstruct(SurfaceMesh mesh, int resolution, CancellationToken cancellationToken, out double pitch)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resolution, MaximumResolution);
        pitch = 0;
        if (mesh.Triangles.Length == 0 || !(mesh.Bounds.Diagonal > 0))
        {
            return new([], []);
        }

        WindingGrid grid = WindingGrid.Sample(mesh, resolution, cancellationToken);
        pitch = grid.Pitch;
        var rays = new TriangleRays(mesh.Vertices, mesh.Triangles, cancellationToken);
        var hits = new List<int>();
        var shares = new List<double>();
        return MarchingTetrahedra.Extract(
            grid,
            (from, to) =>
            {
                rays.CollectCrossings(from, to, hits, shares);
                shares.Sort();
                return shares.Count > 0 ? shares[shares.Count / 2] : null;
            },
            cancellationToken);
    }
}

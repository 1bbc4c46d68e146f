using Kiln.Geometry.Meshes;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Remeshing;

/// <summary>
/// Makes a closed, manifold surface from one that has holes, overlaps, T-junctions or sheets within, by asking on a lattice what the
/// generalised winding number takes for inside. Where the lattice crosses the old surface the new one goes through the crossing;
/// over holes it follows the number's half-way level. Walls thinner than a lattice step may be lost.
/// </summary>
public static class SolidRemesher
{
    /// <summary>The most lattice steps along the longest side.</summary>
    public const int MaximumResolution = 256;

    /// <summary>Remeshes a surface whose triangles mostly face outward.</summary>
    /// <param name="mesh">The surface; need not be closed or manifold.</param>
    /// <param name="resolution">Lattice steps along the longest side, 4–256.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The solid's surface; without triangles where nothing is inside, as for a lone sheet.</returns>
    public static SurfaceMesh Remesh(SurfaceMesh mesh, int resolution, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resolution, MaximumResolution);
        if (mesh.Triangles.Length == 0 || !(mesh.Bounds.Diagonal > 0))
        {
            return new([], []);
        }

        WindingGrid grid = WindingGrid.Sample(mesh, resolution, cancellationToken);
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

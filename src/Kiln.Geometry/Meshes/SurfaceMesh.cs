using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Meshes;

/// <summary>
/// A bare triangle surface in double precision: what topology, mass, hulls and decomposition work on. Counter-clockwise
/// triangles face outward where the surface is closed.
/// </summary>
/// <param name="Vertices">Positions.</param>
/// <param name="Triangles">Three vertex indices per triangle.</param>
public sealed record SurfaceMesh(Vector3d[] Vertices, int[] Triangles)
{
    /// <summary>Number of triangles.</summary>
    public int TriangleCount => Triangles.Length / 3;

    /// <summary>The bounding box of all vertices, whether used by a triangle or not.</summary>
    public Bounds3d Bounds => Bounds3d.Of(Vertices);
}

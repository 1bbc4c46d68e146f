using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// A closed, outward surface: every directed edge is matched by its opposite as often as it occurs. Cutting keeps that, so volumes
/// stay exact whatever the surface does to itself.
/// </summary>
/// <param name="Vertices">Each is used by a triangle.</param>
/// <param name="Triangles">Three vertex indices per triangle; those of the original surface first, then the caps of cuts.</param>
/// <param name="SurfaceTriangles">How many triangles belong to the original surface.</param>
internal sealed record Solid(Vector3d[] Vertices, int[] Triangles, int SurfaceTriangles)
{
    /// <summary>The enclosed volume; a cavity counts negative.</summary>
    public double Volume { get; } = ConvexHull.VolumeOf(Vertices, Triangles);

    /// <summary>The bounding box.</summary>
    public Bounds3d Bounds { get; } = Bounds3d.Of(Vertices);

    /// <summary>The area of all caps.</summary>
    public double CapArea()
    {
        double area = 0;
        for (int t = 3 * SurfaceTriangles; t < Triangles.Length; t += 3)
        {
            Vector3d a = Vertices[Triangles[t]];
            area += Vector3d.Cross(Vertices[Triangles[t + 1]] - a, Vertices[Triangles[t + 2]] - a).Length / 2;
        }

        return area;
    }
}

using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>A closed convex polyhedron of triangles, in the frame and unit of the points it was made from.</summary>
/// <param name="Vertices">At least four corners, each used by a triangle.</param>
/// <param name="Triangles">Three vertex indices per triangle, counter-clockwise seen from outside.</param>
public sealed record ConvexHull(Vector3d[] Vertices, int[] Triangles)
{
    /// <summary>The enclosed volume; above 0.</summary>
    public required double Volume { get; init; }

    /// <summary>
    /// True when the points lay in a plane, on a line or in one place within 1e-4 of their diagonal, and the hull is their outline
    /// given a thickness: a solid that a physics engine accepts.
    /// </summary>
    public bool IsSlab { get; init; }

    /// <summary>
    /// What the limit on vertices has cost: (volume − volume of the exact hull) ÷ volume of the exact hull. 0 when the hull is
    /// exact; usually positive, because what a reduced hull misses counts more than what it adds.
    /// </summary>
    public double VolumeChange { get; init; }

    /// <summary>The bounding box.</summary>
    public Bounds3d Bounds => Bounds3d.Of(Vertices);

    /// <summary>
    /// The convex hull of a set of points. Corners are input points bit for bit, unless the hull is a slab or had to be reduced.
    /// </summary>
    /// <param name="points">At least one point, all finite. Taken as metres where a slab's least thickness of 0.5 mm matters.</param>
    /// <param name="maxVertices">
    /// At least 4. A hull with more vertices is replaced by the closest one of so many that can be found: at most 0.06 % of the volume
    /// stay outside it, and no point by more than 0.4 % of the largest extent.
    /// </param>
    /// <exception cref="ArgumentException">There is no point, one is not finite, or <paramref name="maxVertices"/> is below 4.</exception>
    public static ConvexHull Of(ReadOnlySpan<Vector3d> points, int maxVertices = int.MaxValue) =>
        new HullBuilder().Build(points, maxVertices);

    /// <summary>The hull as a closed surface; shares the arrays.</summary>
    public SurfaceMesh ToSurface() => new(Vertices, Triangles);

    /// <summary>The same hull after a motion; shares the triangles.</summary>
    /// <param name="motion">A rotation and a translation.</param>
    public ConvexHull Moved(Affine3d motion) => this with { Vertices = Array.ConvertAll(Vertices, motion.Point) };

    /// <summary>True when the point is inside or no farther than the tolerance above any side.</summary>
    public bool Contains(Vector3d point, double tolerance = 0) => Planes().SignedDistance(point) <= tolerance;

    /// <summary>The sides' planes, for callers that ask about many points.</summary>
    internal HullPlanes Planes() => new(Vertices, Triangles);

    /// <summary>The volume inside closed triangles, by signed tetrahedra from the first vertex.</summary>
    internal static double VolumeOf(ReadOnlySpan<Vector3d> vertices, ReadOnlySpan<int> triangles)
    {
        double sum = 0;
        Vector3d origin = vertices.IsEmpty ? Vector3d.Zero : vertices[0];
        for (int t = 0; t < triangles.Length; t += 3)
        {
            Vector3d a = vertices[triangles[t]] - origin;
            Vector3d b = vertices[triangles[t + 1]] - origin;
            sum += Vector3d.Dot(a, Vector3d.Cross(b, vertices[triangles[t + 2]] - origin));
        }

        return sum / 6;
    }
}

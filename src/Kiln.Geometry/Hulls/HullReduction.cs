using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Simplification;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// Reduces a hull to a number of vertices so that the volume between the two is small: the vertices of its simplification by quadric
/// error, then <see cref="HullFit"/>; last, sides that points stand too high above are pushed outward. What stays outside is held to
/// small parts of the volume and of the extent.
/// </summary>
internal static class HullReduction
{
    /// <summary>The most volume that may stay outside, as a part of the exact hull's.</summary>
    private const double MostMissed = 6e-4;

    /// <summary>How far a point may stay outside, as a part of the largest extent.</summary>
    public const double Tolerance = 4e-3;

    private const double ToleranceDecay = 0.85;
    private const int MaxRounds = 24;

    /// <summary>The reduced hull.</summary>
    public static ConvexHull Reduce(ConvexHull exact, int maxVertices, HullBuilder builder)
    {
        // On one scale for all: the simplification works in single precision.
        Bounds3d bounds = exact.Bounds;
        double extent = Math.Max(bounds.Size.X, Math.Max(bounds.Size.Y, bounds.Size.Z));
        Vector3d[] vertices = Array.ConvertAll(exact.Vertices, vertex => (vertex - bounds.Center) / extent);
        var unit = new ConvexHull(vertices, exact.Triangles) { Volume = ConvexHull.VolumeOf(vertices, exact.Triangles) };
        ConvexHull reduced = ReduceUnit(unit, maxVertices, builder);
        Vector3d[] corners = Array.ConvertAll(reduced.Vertices, corner => bounds.Center + (corner * extent));
        double volume = ConvexHull.VolumeOf(corners, reduced.Triangles);
        return new ConvexHull(corners, reduced.Triangles)
        {
            Volume = volume,
            IsSlab = exact.IsSlab,
            VolumeChange = (volume - exact.Volume) / exact.Volume,
        };
    }

    private static ConvexHull ReduceUnit(ConvexHull exact, int maxVertices, HullBuilder builder)
    {
        if (Simplified(exact, maxVertices, builder) is not { } reduced)
        {
            return BoxAround(exact);
        }

        var fit = new HullFit(exact, 0.9 * Tolerance);
        reduced = fit.Improve(reduced, maxVertices, builder);
        double tolerance = Tolerance;
        double[] excess = [];
        for (int round = 0; round < MaxRounds; round++)
        {
            if (excess.Length < reduced.Triangles.Length / 3)
            {
                excess = new double[reduced.Triangles.Length / 3];
            }

            if (MeasureExcess(exact, reduced, excess) <= tolerance)
            {
                if (fit.Missed(reduced) <= MostMissed * exact.Volume)
                {
                    return reduced;
                }

                tolerance *= ToleranceDecay;
            }

            Vector3d[] corners = PushOutward(reduced, excess, tolerance);
            if (!builder.TryBuildExact(corners, int.MaxValue, out ConvexHull? moved))
            {
                break;
            }

            reduced = moved;
        }

        return ScaledToHold(exact, reduced);
    }

    // A closed surface of n triangles has n / 2 + 2 vertices.
    private static ConvexHull? Simplified(ConvexHull exact, int maxVertices, HullBuilder builder)
    {
        var options = new SimplificationOptions { TargetTriangles = Math.Max(4, 2 * (maxVertices - 2)), MaximumError = 1 };
        SurfaceMesh simplified = MeshSimplifier.Simplify(exact.ToSurface(), options);
        return (builder.TryBuildExact(simplified.Vertices, int.MaxValue, out ConvexHull? hull) && hull.Vertices.Length <= maxVertices)
            || builder.TryBuildExact(exact.Vertices, maxVertices, out hull) ? hull : null;
    }

    // Each point is held against the one side it stands highest above: that side's push also covers the lower ones.
    private static double MeasureExcess(ConvexHull exact, ConvexHull reduced, Span<double> excess)
    {
        excess.Clear();
        HullPlanes planes = reduced.Planes();
        double largest = 0;
        foreach (Vector3d point in exact.Vertices)
        {
            double highest = 0;
            int side = -1;
            for (int i = 0; i < planes.Count; i++)
            {
                double height = Vector3d.Dot(planes.Normal(i), point) - planes.Offset(i);
                if (height > highest)
                {
                    (highest, side) = (height, i);
                }
            }

            if (side >= 0)
            {
                excess[side] = Math.Max(excess[side], highest);
                largest = Math.Max(largest, highest);
            }
        }

        return largest;
    }

    private static Vector3d[] PushOutward(ConvexHull hull, Span<double> excess, double tolerance)
    {
        foreach (ref double height in excess)
        {
            height = Math.Max(0, height - (0.95 * tolerance));
        }

        HullPlanes planes = hull.Planes();
        var direction = new Vector3d[hull.Vertices.Length];
        for (int i = 0; i < hull.Triangles.Length; i++)
        {
            direction[hull.Triangles[i]] += planes.Normal(i / 3) * excess[i / 3];
        }

        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = direction[i].Normalized();
        }

        var distance = new double[hull.Vertices.Length];
        for (int i = 0; i < hull.Triangles.Length; i++)
        {
            int vertex = hull.Triangles[i];
            double along = Math.Max(0.3, Vector3d.Dot(direction[vertex], planes.Normal(i / 3)));
            distance[vertex] = Math.Max(distance[vertex], excess[i / 3] / along);
        }

        var moved = new Vector3d[hull.Vertices.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = hull.Vertices[i] + (direction[i] * distance[i]);
        }

        return moved;
    }

    private static ConvexHull ScaledToHold(ConvexHull exact, ConvexHull reduced)
    {
        Vector3d center = Vector3d.Zero;
        foreach (Vector3d vertex in reduced.Vertices)
        {
            center += vertex / reduced.Vertices.Length;
        }

        HullPlanes planes = reduced.Planes();
        double scale = 1;
        for (int i = 0; i < planes.Count; i++)
        {
            double inner = planes.Offset(i) - Vector3d.Dot(planes.Normal(i), center);
            foreach (Vector3d point in exact.Vertices)
            {
                scale = Math.Max(scale, Vector3d.Dot(planes.Normal(i), point - center) / inner);
            }
        }

        Vector3d[] vertices = Array.ConvertAll(reduced.Vertices, vertex => center + ((vertex - center) * scale));
        return reduced with { Vertices = vertices, Volume = ConvexHull.VolumeOf(vertices, reduced.Triangles) };
    }

    private static ConvexHull BoxAround(ConvexHull exact)
    {
        Bounds3d bounds = exact.Bounds;
        var corners = new Vector3d[8];
        for (int i = 0; i < 8; i++)
        {
            corners[i] = new Vector3d(
                (i & 1) == 0 ? bounds.Min.X : bounds.Max.X,
                (i & 2) == 0 ? bounds.Min.Y : bounds.Max.Y,
                (i & 4) == 0 ? bounds.Min.Z : bounds.Max.Z);
        }

        return new HullBuilder().Build(corners);
    }
}

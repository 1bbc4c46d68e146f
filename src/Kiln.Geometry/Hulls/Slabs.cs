using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>
/// Hulls of points that lie in a plane, on a line or in one place: the outline in the plane, given a thickness of
/// max(1e-3 × diagonal, 0.5 mm).
/// </summary>
internal static class Slabs
{
    private const double LeastThickness = 5e-4;

    /// <summary>The slab around the points; <paramref name="thin"/> is their hull where it has a volume at all.</summary>
    public static ConvexHull Around(ReadOnlySpan<Vector3d> points, ConvexHull? thin)
    {
        Bounds3d bounds = Bounds3d.Of(points);
        double diagonal = bounds.Diagonal;
        double thickness = Math.Max(1e-3 * diagonal, LeastThickness);
        ReadOnlySpan<Vector3d> corners = thin is null ? points : thin.Vertices;
        if (FindPlane(corners, thin, HullBuilder.SlabThickness * diagonal) is not { } normal)
        {
            return Rod(corners, thickness);
        }

        (Vector3d u, Vector3d v) = BasisAround(normal);
        List<(double U, double V)> outline = PlanarHull.Of(corners, u, v);
        (double low, double high) = RangeAlong(corners, normal);
        double middle = (low + high) / 2;
        double half = Math.Max(thickness, high - low) / 2;
        var extruded = new Vector3d[2 * outline.Count];
        for (int i = 0; i < outline.Count; i++)
        {
            Vector3d inPlane = (u * outline[i].U) + (v * outline[i].V);
            extruded[i] = inPlane + (normal * (middle - half));
            extruded[outline.Count + i] = inPlane + (normal * (middle + half));
        }

        return Solid(extruded) ?? Rod(corners, thickness);
    }

    /// <summary>The least distance between two parallel planes, one of them a side's, that hold the hull; and that side's normal.</summary>
    public static double Width(ConvexHull hull, out Vector3d normal)
    {
        HullPlanes planes = hull.Planes();
        double width = double.PositiveInfinity;
        normal = new Vector3d(0, 0, 1);
        for (int i = 0; i < planes.Count; i++)
        {
            double depth = 0;
            foreach (Vector3d vertex in hull.Vertices)
            {
                depth = Math.Max(depth, planes.Offset(i) - Vector3d.Dot(planes.Normal(i), vertex));
            }

            if (depth < width)
            {
                (width, normal) = (depth, planes.Normal(i));
            }
        }

        return width;
    }

    private static Vector3d? FindPlane(ReadOnlySpan<Vector3d> points, ConvexHull? thin, double tolerance)
    {
        (Vector3d origin, Vector3d direction) = LongestLine(points);
        double farthest = tolerance;
        Vector3d? normal = null;
        foreach (Vector3d point in points)
        {
            Vector3d across = Vector3d.Cross(direction, point - origin);
            if (across.Length > farthest)
            {
                (farthest, normal) = (across.Length, across.Normalized());
            }
        }

        if (normal is not null && thin is not null)
        {
            Width(thin, out Vector3d exact);
            return exact;
        }

        return normal;
    }

    private static (Vector3d Origin, Vector3d Direction) LongestLine(ReadOnlySpan<Vector3d> points)
    {
        Vector3d start = FarthestFrom(points, points[0]);
        Vector3d end = FarthestFrom(points, start);
        Vector3d direction = (end - start).Normalized();
        return (start, direction == Vector3d.Zero ? new Vector3d(1, 0, 0) : direction);
    }

    private static Vector3d FarthestFrom(ReadOnlySpan<Vector3d> points, Vector3d from)
    {
        Vector3d farthest = from;
        foreach (Vector3d point in points)
        {
            if ((point - from).LengthSquared > (farthest - from).LengthSquared)
            {
                farthest = point;
            }
        }

        return farthest;
    }

    // Also the cube around a single place: a rod of no length gets its thickness in all three directions.
    private static ConvexHull Rod(ReadOnlySpan<Vector3d> points, double thickness)
    {
        (Vector3d origin, Vector3d direction) = LongestLine(points);
        (double low, double high) = RangeAlong(points, direction);
        double middle = (low + high) / 2;
        double half = Math.Max(thickness, high - low) / 2;
        Vector3d center = origin + (direction * (middle - Vector3d.Dot(origin, direction)));
        (Vector3d u, Vector3d v) = BasisAround(direction);
        var corners = new Vector3d[8];
        for (int i = 0; i < 8; i++)
        {
            corners[i] = center
                + (direction * ((i & 1) == 0 ? -half : half))
                + (u * ((i & 2) == 0 ? -thickness / 2 : thickness / 2))
                + (v * ((i & 4) == 0 ? -thickness / 2 : thickness / 2));
        }

        return Solid(corners) ?? throw new ArgumentException(
            $"The points near {points[0]} are so far from the origin that double precision cannot hold a box of {thickness} there; move them nearer.",
            nameof(points));
    }

    private static ConvexHull? Solid(ReadOnlySpan<Vector3d> corners) =>
        new HullBuilder().TryBuildExact(corners, int.MaxValue, out ConvexHull? hull) ? hull with { IsSlab = true } : null;

    private static (double Low, double High) RangeAlong(ReadOnlySpan<Vector3d> points, Vector3d direction)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (Vector3d point in points)
        {
            double along = Vector3d.Dot(point, direction);
            (low, high) = (Math.Min(low, along), Math.Max(high, along));
        }

        return (low, high);
    }

    private static (Vector3d U, Vector3d V) BasisAround(Vector3d normal)
    {
        Vector3d other = Math.Abs(normal.X) < 0.6 ? new Vector3d(1, 0, 0) : new Vector3d(0, 1, 0);
        Vector3d u = Vector3d.Cross(normal, other).Normalized();
        return (u, Vector3d.Cross(normal, u));
    }
}

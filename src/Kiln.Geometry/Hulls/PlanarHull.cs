using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

/// <summary>The convex hull of points projected to a plane (Andrew's monotone chain, 1979).</summary>
internal static class PlanarHull
{
    /// <summary>The corners, counter-clockwise in (u, v), without those on a straight run.</summary>
    public static List<(double U, double V)> Of(ReadOnlySpan<Vector3d> points, Vector3d u, Vector3d v)
    {
        var sorted = new (double U, double V)[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            sorted[i] = (Vector3d.Dot(points[i], u), Vector3d.Dot(points[i], v));
        }

        Array.Sort(sorted);
        var hull = new List<(double U, double V)>();
        AddChain(hull, sorted);
        Array.Reverse(sorted);
        AddChain(hull, sorted);
        return hull;
    }

    // Each chain leaves out its last point, which is the other chain's first.
    private static void AddChain(List<(double U, double V)> hull, ReadOnlySpan<(double U, double V)> sorted)
    {
        int start = hull.Count;
        foreach ((double U, double V) point in sorted)
        {
            while (hull.Count >= start + 2 && Turn(hull[^2], hull[^1], point) <= 0)
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(point);
        }

        hull.RemoveAt(hull.Count - 1);
    }

    private static double Turn((double U, double V) a, (double U, double V) b, (double U, double V) c) =>
        ((b.U - a.U) * (c.V - a.V)) - ((b.V - a.V) * (c.U - a.U));
}

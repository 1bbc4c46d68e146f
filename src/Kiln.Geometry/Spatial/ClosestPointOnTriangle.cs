using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>The nearest point of a triangle, by the region its query falls in (Ericson, Real-Time Collision Detection, 5.1.5).</summary>
internal static class ClosestPointOnTriangle
{
    /// <summary>The point of triangle (a, b, c) nearest to p; the triangle may be degenerate.</summary>
    public static Vector3d Find(Vector3d p, Vector3d a, Vector3d b, Vector3d c)
    {
        Vector3d ab = b - a;
        Vector3d ac = c - a;
        Vector3d ap = p - a;
        double d1 = Vector3d.Dot(ab, ap);
        double d2 = Vector3d.Dot(ac, ap);
        if (d1 <= 0 && d2 <= 0)
        {
            return a;
        }

        Vector3d bp = p - b;
        double d3 = Vector3d.Dot(ab, bp);
        double d4 = Vector3d.Dot(ac, bp);
        if (d3 >= 0 && d4 <= d3)
        {
            return b;
        }

        double vc = (d1 * d4) - (d3 * d2);
        if (vc <= 0 && d1 >= 0 && d3 <= 0)
        {
            return a + (ab * Fraction(d1, d1 - d3));
        }

        Vector3d cp = p - c;
        double d5 = Vector3d.Dot(ab, cp);
        double d6 = Vector3d.Dot(ac, cp);
        if (d6 >= 0 && d5 <= d6)
        {
            return c;
        }

        double vb = (d5 * d2) - (d1 * d6);
        if (vb <= 0 && d2 >= 0 && d6 <= 0)
        {
            return a + (ac * Fraction(d2, d2 - d6));
        }

        double va = (d3 * d6) - (d5 * d4);
        if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
        {
            return b + ((c - b) * Fraction(d4 - d3, d4 - d3 + d5 - d6));
        }

        double sum = va + vb + vc;
        return sum > 0 ? a + (ab * (vb / sum)) + (ac * (vc / sum)) : a;
    }

    private static double Fraction(double part, double whole) => whole > 0 ? part / whole : 0;
}

using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Spatial;

/// <summary>Evenly spread points on triangles, the same every time.</summary>
internal static class SurfaceSamples
{
    // The fractional parts of 1/g and 1/g² (g³ = g + 1) spread better than any pair of random numbers (the R2 sequence).
    private const double StepU = 0.7548776662466927;
    private const double StepV = 0.5698402909980532;

    /// <summary>
    /// About <paramref name="count"/> points, area-weighted: the running area decides which triangle gets the next one, so that
    /// many small triangles share points and none is favoured.
    /// </summary>
    public static List<Vector3d> Of(ReadOnlySpan<Vector3d> vertices, ReadOnlySpan<int> triangles, int count)
    {
        var samples = new List<Vector3d>(count + 1);
        double total = 0;
        for (int t = 0; t < triangles.Length; t += 3)
        {
            total += DoubleArea(vertices, triangles, t);
        }

        if (!(total > 0))
        {
            return samples;
        }

        double spacing = total / count;
        double due = spacing / 2;
        double passed = 0;
        (double u, double v) = (0.5, 0.5);
        for (int t = 0; t < triangles.Length; t += 3)
        {
            passed += DoubleArea(vertices, triangles, t);
            while (due < passed)
            {
                due += spacing;
                u = (u + StepU) % 1;
                v = (v + StepV) % 1;
                (double s, double r) = u + v > 1 ? (1 - u, 1 - v) : (u, v);
                Vector3d a = vertices[triangles[t]];
                samples.Add(a + ((vertices[triangles[t + 1]] - a) * s) + ((vertices[triangles[t + 2]] - a) * r));
            }
        }

        return samples;
    }

    private static double DoubleArea(ReadOnlySpan<Vector3d> vertices, ReadOnlySpan<int> triangles, int t)
    {
        Vector3d a = vertices[triangles[t]];
        return Vector3d.Cross(vertices[triangles[t + 1]] - a, vertices[triangles[t + 2]] - a).Length;
    }
}

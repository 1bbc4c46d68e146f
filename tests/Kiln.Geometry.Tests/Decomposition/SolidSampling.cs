using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Tests.Decomposition;

/// <summary>Points inside a closed surface, by counting how often a ray leaves it: made independently of the code under test.</summary>
internal static class SolidSampling
{
    /// <summary>The points of a slightly shifted grid that lie inside.</summary>
    public static List<Vector3d> PointsInside(SurfaceMesh mesh, int perAxis)
    {
        var points = new List<Vector3d>();
        Vector3d low = mesh.Bounds.Min;
        Vector3d step = mesh.Bounds.Size / perAxis;
        for (int i = 0; i < perAxis; i++)
        {
            for (int j = 0; j < perAxis; j++)
            {
                double x = low.X + ((i + 0.4871) * step.X);
                double y = low.Y + ((j + 0.5313) * step.Y);
                List<double> crossings = Crossings(mesh, x, y);
                for (int k = 0; k < perAxis; k++)
                {
                    double z = low.Z + ((k + 0.5077) * step.Z);
                    if (crossings.Count(crossing => crossing < z) % 2 == 1)
                    {
                        points.Add(new(x, y, z));
                    }
                }
            }
        }

        Assert.NotEmpty(points);
        return points;
    }

    private static List<double> Crossings(SurfaceMesh mesh, double x, double y)
    {
        var crossings = new List<double>();
        for (int t = 0; t < mesh.Triangles.Length; t += 3)
        {
            Vector3d a = mesh.Vertices[mesh.Triangles[t]];
            Vector3d b = mesh.Vertices[mesh.Triangles[t + 1]];
            Vector3d c = mesh.Vertices[mesh.Triangles[t + 2]];
            double u = Side(b, c, x, y);
            double v = Side(c, a, x, y);
            double w = Side(a, b, x, y);
            if ((u > 0 && v > 0 && w > 0) || (u < 0 && v < 0 && w < 0))
            {
                crossings.Add(((u * a.Z) + (v * b.Z) + (w * c.Z)) / (u + v + w));
            }
        }

        return crossings;
    }

    private static double Side(Vector3d a, Vector3d b, double x, double y) => ((b.X - a.X) * (y - a.Y)) - ((b.Y - a.Y) * (x - a.X));
}

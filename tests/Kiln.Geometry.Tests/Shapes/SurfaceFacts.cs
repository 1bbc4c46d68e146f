using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Tests.Shapes;

/// <summary>Plain, slow measures of a surface, written apart from the product so that it can be checked against them.</summary>
internal static class SurfaceFacts
{
    public static double Volume(SurfaceMesh mesh)
    {
        double sum = 0;
        for (int t = 0; t < mesh.Triangles.Length; t += 3)
        {
            (Vector3d a, Vector3d b, Vector3d c) = Corners(mesh, t);
            sum += Vector3d.Dot(a, Vector3d.Cross(b, c));
        }

        return sum / 6;
    }

    public static double Area(SurfaceMesh mesh)
    {
        double sum = 0;
        for (int t = 0; t < mesh.Triangles.Length; t += 3)
        {
            (Vector3d a, Vector3d b, Vector3d c) = Corners(mesh, t);
            sum += Vector3d.Cross(b - a, c - a).Length / 2;
        }

        return sum;
    }

    /// <summary>Every directed edge occurs once and its opposite once.</summary>
    public static bool IsClosedManifold(SurfaceMesh mesh)
    {
        var edges = new HashSet<(int, int)>();
        for (int i = 0; i < mesh.Triangles.Length; i++)
        {
            int next = i % 3 == 2 ? i - 2 : i + 1;
            if (!edges.Add((mesh.Triangles[i], mesh.Triangles[next])))
            {
                return false;
            }
        }

        return edges.All(edge => edges.Contains((edge.Item2, edge.Item1)));
    }

    /// <summary>V − E + F over the vertices that are used; 2 for each sphere-like surface, 0 for each torus-like one.</summary>
    public static int EulerCharacteristic(SurfaceMesh mesh)
    {
        var edges = new HashSet<(int, int)>();
        for (int i = 0; i < mesh.Triangles.Length; i++)
        {
            int a = mesh.Triangles[i];
            int b = mesh.Triangles[i % 3 == 2 ? i - 2 : i + 1];
            edges.Add((Math.Min(a, b), Math.Max(a, b)));
        }

        return mesh.Triangles.Distinct().Count() - edges.Count + mesh.TriangleCount;
    }

    public static (Vector3d A, Vector3d B, Vector3d C) Corners(SurfaceMesh mesh, int firstIndex) => (
        mesh.Vertices[mesh.Triangles[firstIndex]],
        mesh.Vertices[mesh.Triangles[firstIndex + 1]],
        mesh.Vertices[mesh.Triangles[firstIndex + 2]]);
}

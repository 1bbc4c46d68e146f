using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Closes a surface whose holes are small beside it by a fan from the middle of each hole. What has a wide opening is left: it may
/// be meant to be open.
/// </summary>
internal static class HoleClosing
{
    private const double MostFilledArea = 0.1;

    /// <summary>The closed surface, or null when it is not consistently wound or too open.</summary>
    public static Solid? TryClose(Solid surface)
    {
        int[] t = surface.Triangles;
        var edges = new List<(int Tail, int Head)>(t.Length);
        for (int i = 0; i < t.Length; i++)
        {
            edges.Add((t[i], t[i - (i % 3) + ((i + 1) % 3)]));
        }

        List<int[]> holes = SectionCap.TraceLoops(edges, out bool closed);
        if (!closed)
        {
            return null;
        }

        var vertices = new List<Vector3d>(surface.Vertices);
        var triangles = new List<int>(t);
        foreach (int[] hole in holes)
        {
            Vector3d middle = Vector3d.Zero;
            foreach (int vertex in hole)
            {
                middle += surface.Vertices[vertex] / hole.Length;
            }

            for (int i = 0; i < hole.Length; i++)
            {
                triangles.AddRange([hole[i], hole[(i + 1) % hole.Length], vertices.Count]);
            }

            vertices.Add(middle);
        }

        double filled = Area(vertices, triangles, t.Length);
        double whole = Area(vertices, triangles, 0);
        return filled <= MostFilledArea * whole ? new Solid([.. vertices], [.. triangles], triangles.Count / 3) : null;
    }

    private static double Area(List<Vector3d> vertices, List<int> triangles, int from)
    {
        double area = 0;
        for (int t = from; t < triangles.Count; t += 3)
        {
            Vector3d a = vertices[triangles[t]];
            area += Vector3d.Cross(vertices[triangles[t + 1]] - a, vertices[triangles[t + 2]] - a).Length / 2;
        }

        return area;
    }
}

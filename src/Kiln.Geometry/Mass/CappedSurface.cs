using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>
/// A surface with its holes covered, so that its integrals exist: each border is joined to its middle by a fan of triangles. Whatever a
/// border is like, what a fan closes is closed, so the volume is wrong by no more than the fans' own shape over the holes. That keeps thin
/// walls, which a lattice loses, exact.
/// </summary>
/// <param name="Closed">The surface and the fans.</param>
/// <param name="CapShare">The area of the fans over the area of the surface: how much of the whole is a guess.</param>
public sealed record CappedSurface(SurfaceMesh Closed, double CapShare)
{
    /// <summary>Covers the holes of a surface, which may be none.</summary>
    /// <param name="mesh">A surface of consistent winding, equal positions joined.</param>
    public static CappedSurface Of(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        List<(int Tail, int Head)> border = Border(mesh.Triangles);
        if (border.Count == 0)
        {
            return new(mesh, 0);
        }

        var sets = new DisjointSets(mesh.Vertices.Length);
        foreach ((int tail, int head) in border)
        {
            sets.Union(tail, head);
        }

        List<Vector3d> vertices = [.. mesh.Vertices];
        List<int> fans = [];
        foreach (IGrouping<int, (int Tail, int Head)> loop in border.GroupBy(edge => sets.Find(edge.Tail)))
        {
            // Every edge weighs by its length, so that fine stretches of a border do not draw the middle to them.
            Vector3d sum = Vector3d.Zero;
            double length = 0;
            foreach ((int tail, int head) in loop)
            {
                double weight = (mesh.Vertices[head] - mesh.Vertices[tail]).Length;
                sum += (mesh.Vertices[tail] + mesh.Vertices[head]) * (weight / 2);
                length += weight;
            }

            int middle = vertices.Count;
            vertices.Add(length > 0 ? sum / length : mesh.Vertices[loop.Key]);
            foreach ((int tail, int head) in loop)
            {
                fans.AddRange([head, tail, middle]);
            }
        }

        Vector3d[] all = [.. vertices];
        double area = ShellMass.Area(mesh);
        return new(new(all, [.. mesh.Triangles, .. fans]), area > 0 ? ShellMass.Area(new(all, [.. fans])) / area : double.PositiveInfinity);
    }

    // Directed edges that more triangles run along one way than the other, as often as they do, in the order of the triangles.
    private static List<(int Tail, int Head)> Border(int[] triangles)
    {
        var surplus = new Dictionary<(int, int), int>(triangles.Length);
        foreach ((int tail, int head) in Edges(triangles))
        {
            (int, int) key = tail < head ? (tail, head) : (head, tail);
            surplus[key] = surplus.GetValueOrDefault(key) + (tail < head ? 1 : -1);
        }

        var border = new List<(int, int)>();
        foreach ((int tail, int head) in Edges(triangles))
        {
            (int, int) key = tail < head ? (tail, head) : (head, tail);
            int direction = tail < head ? 1 : -1;
            if (surplus[key] * direction > 0)
            {
                surplus[key] -= direction;
                border.Add((tail, head));
            }
        }

        return border;
    }

    private static IEnumerable<(int Tail, int Head)> Edges(int[] triangles)
    {
        for (int i = 0; i < triangles.Length; i++)
        {
            yield return (triangles[i], triangles[i % 3 == 2 ? i - 2 : i + 1]);
        }
    }
}

using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>Sorts a part's surface into closed solids, small holes filled, and what is open.</summary>
/// <param name="Closed">Outward solids, cavities inside them.</param>
/// <param name="Open">Connected surfaces that close nothing.</param>
internal sealed record PartSolids(List<Solid> Closed, List<SurfaceMesh> Open)
{
    /// <summary>Joins equal positions, separates connected surfaces and turns closed ones outward.</summary>
    public static PartSolids Of(SurfaceMesh part)
    {
        SurfaceMesh welded = Weld(part);
        var closed = new List<Solid>();
        var open = new List<SurfaceMesh>();
        var whole = new Solid(welded.Vertices, welded.Triangles, welded.TriangleCount);
        foreach (Solid component in SolidComponents.Separate(whole))
        {
            Solid? solid = IsClosed(component.Triangles) ? component : HoleClosing.TryClose(component);
            if (solid is not null && solid.Volume != 0)
            {
                closed.Add(solid);
            }
            else
            {
                open.Add(new SurfaceMesh(component.Vertices, component.Triangles));
            }
        }

        return new PartSolids(SolidComponents.WithCavities(closed, leastVolume: 0, turnStrayCavities: true), open);
    }

    private static SurfaceMesh Weld(SurfaceMesh part)
    {
        var index = new Dictionary<Vector3d, int>(part.Vertices.Length);
        var vertices = new List<Vector3d>(part.Vertices.Length);
        var triangles = new List<int>(part.Triangles.Length);
        Span<int> corner = stackalloc int[3];
        for (int t = 0; t < part.Triangles.Length; t += 3)
        {
            for (int k = 0; k < 3; k++)
            {
                // Adding 0 makes −0 equal to 0 in every bit.
                Vector3d position = part.Vertices[part.Triangles[t + k]] + Vector3d.Zero;
                if (!index.TryGetValue(position, out corner[k]))
                {
                    corner[k] = vertices.Count;
                    index.Add(position, corner[k]);
                    vertices.Add(position);
                }
            }

            if (corner[0] != corner[1] && corner[1] != corner[2] && corner[2] != corner[0])
            {
                triangles.AddRange(corner);
            }
        }

        return new SurfaceMesh([.. vertices], [.. triangles]);
    }

    private static bool IsClosed(int[] triangles)
    {
        var balance = new Dictionary<(int, int), int>(triangles.Length);
        for (int i = 0; i < triangles.Length; i++)
        {
            int tail = triangles[i];
            int head = triangles[i - (i % 3) + ((i + 1) % 3)];
            if (tail < head)
            {
                balance[(tail, head)] = balance.GetValueOrDefault((tail, head)) + 1;
            }
            else
            {
                balance[(head, tail)] = balance.GetValueOrDefault((head, tail)) - 1;
            }
        }

        return balance.Values.All(surplus => surplus == 0);
    }
}

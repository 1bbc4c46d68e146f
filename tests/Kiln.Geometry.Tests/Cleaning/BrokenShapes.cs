using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Geometry.Tests.Cleaning;

/// <summary>Surfaces with one known fault each.</summary>
internal static class BrokenShapes
{
    /// <summary>Three own vertices for every triangle, as STL holds them.</summary>
    public static SurfaceMesh Unwelded(SurfaceMesh mesh) =>
        new([.. mesh.Triangles.Select(v => mesh.Vertices[v])], [.. Enumerable.Range(0, mesh.Triangles.Length)]);

    public static SurfaceMesh WithoutTriangle(SurfaceMesh mesh, int triangle) =>
        new(mesh.Vertices, [.. mesh.Triangles[..(triangle * 3)], .. mesh.Triangles[((triangle * 3) + 3)..]]);

    public static SurfaceMesh WithTriangle(SurfaceMesh mesh, int a, int b, int c) => new(mesh.Vertices, [.. mesh.Triangles, a, b, c]);

    public static SurfaceMesh OneFlipped(SurfaceMesh mesh, int triangle)
    {
        int[] triangles = [.. mesh.Triangles];
        (triangles[triangle * 3], triangles[(triangle * 3) + 1]) = (triangles[(triangle * 3) + 1], triangles[triangle * 3]);
        return new(mesh.Vertices, triangles);
    }

    /// <summary>Every triangle wound at random.</summary>
    public static SurfaceMesh ShuffledWinding(SurfaceMesh mesh, int seed)
    {
        var random = new Random(seed);
        for (int t = 0; t < mesh.TriangleCount; t++)
        {
            mesh = random.Next(2) == 0 ? mesh : OneFlipped(mesh, t);
        }

        return mesh;
    }

    /// <summary>A unit square of two triangles in z = 0 facing up, its corners counter-clockwise from the origin.</summary>
    public static SurfaceMesh Square => new([new(0, 0, 0), new(1, 0, 0), new(1, 1, 0), new(0, 1, 0)], [0, 1, 2, 0, 2, 3]);

    /// <summary>A strip of quads that comes back to its start after half a turn.</summary>
    public static SurfaceMesh MoebiusStrip(int segments)
    {
        var vertices = new List<Vector3d>();
        var triangles = new List<int>();
        for (int i = 0; i < segments; i++)
        {
            double u = Math.Tau * i / segments;
            foreach (double v in (double[])[-0.3, 0.3])
            {
                double r = 1 + (v * Math.Cos(u / 2));
                vertices.Add(new(r * Math.Cos(u), r * Math.Sin(u), v * Math.Sin(u / 2)));
            }

            int a = 2 * i;
            (int c, int d) = i < segments - 1 ? (a + 2, a + 3) : (1, 0);
            triangles.AddRange([a, c, d, a, d, a + 1]);
        }

        return new([.. vertices], [.. triangles]);
    }

    /// <summary>Two unit cubes that share one edge (a box-shaped diagonal pair): four faces at the edge.</summary>
    public static SurfaceMesh CubesSharingAnEdge => CellSolids.FromCells([0, 1, 2], [0, 1], [0, 1, 2], (i, _, k) => i == k);

    /// <summary>Two unit cubes that share one corner.</summary>
    public static SurfaceMesh CubesSharingACorner => CellSolids.FromCells([0, 1, 2], [0, 1, 2], [0, 1, 2], (i, j, k) => i == j && j == k);

    /// <summary>Two unit cubes with one face each in the same place; both faces are there, and both cubes are closed.</summary>
    public static SurfaceMesh CubesFaceToFace => SurfaceEditing.Combined(
        CellSolids.Box(1, 1, 1), SurfaceEditing.Transformed(CellSolids.Box(1, 1, 1), Affine3d.Scale(new(-1, 1, 1)) with { Origin = new(1, 0, 0) }));

    /// <summary>A unit box one of whose top edges has a vertex in its middle on one side only, so that it is cracked there.</summary>
    public static SurfaceMesh TJunction(bool coveredBySliver)
    {
        SurfaceMesh box = CellSolids.Box(1, 1, 1);
        (int triangle, int side) = (0, 0);
        int a = box.Triangles[(triangle * 3) + side];
        int b = box.Triangles[(triangle * 3) + side + 1];
        int c = box.Triangles[(triangle * 3) + 2];
        int middle = box.Vertices.Length;
        int[] triangles = [.. box.Triangles[3..], a, middle, c, middle, b, c];
        if (coveredBySliver)
        {
            triangles = [.. triangles, a, b, middle];
        }

        return new([.. box.Vertices, (box.Vertices[a] + box.Vertices[b]) * 0.5], triangles);
    }
}

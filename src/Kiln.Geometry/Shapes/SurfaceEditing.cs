using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Shapes;

/// <summary>Ways to make a surface from others. Every result is a new mesh; the sources are left alone.</summary>
public static class SurfaceEditing
{
    /// <summary>Maps every vertex. A mirroring map also turns the triangles round, so that outside stays outside.</summary>
    public static SurfaceMesh Transformed(SurfaceMesh mesh, Affine3d map)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var vertices = new Vector3d[mesh.Vertices.Length];
        for (int i = 0; i < vertices.Length; i++)
        {
            vertices[i] = map.Point(mesh.Vertices[i]);
        }

        return map.Determinant < 0 ? Inverted(new(vertices, mesh.Triangles)) : new(vertices, [.. mesh.Triangles]);
    }

    /// <summary>Moves every vertex by an offset.</summary>
    public static SurfaceMesh Translated(SurfaceMesh mesh, Vector3d offset) => Transformed(mesh, Affine3d.Translation(offset));

    /// <summary>Turns every triangle round: inside becomes outside.</summary>
    public static SurfaceMesh Inverted(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        int[] triangles = [.. mesh.Triangles];
        for (int t = 0; t < triangles.Length; t += 3)
        {
            (triangles[t + 1], triangles[t + 2]) = (triangles[t + 2], triangles[t + 1]);
        }

        return new([.. mesh.Vertices], triangles);
    }

    /// <summary>Puts surfaces side by side in one mesh, in the order given; nothing is joined.</summary>
    public static SurfaceMesh Combined(params ReadOnlySpan<SurfaceMesh> meshes)
    {
        int vertexCount = 0;
        int indexCount = 0;
        foreach (SurfaceMesh mesh in meshes)
        {
            vertexCount += mesh.Vertices.Length;
            indexCount += mesh.Triangles.Length;
        }

        var vertices = new Vector3d[vertexCount];
        int[] triangles = new int[indexCount];
        vertexCount = 0;
        indexCount = 0;
        foreach (SurfaceMesh mesh in meshes)
        {
            mesh.Vertices.CopyTo(vertices, vertexCount);
            foreach (int vertex in mesh.Triangles)
            {
                triangles[indexCount++] = vertex + vertexCount;
            }

            vertexCount += mesh.Vertices.Length;
        }

        return new(vertices, triangles);
    }

    /// <summary>Splits every triangle into four at its edge midpoints, which neighbours share.</summary>
    public static SurfaceMesh Subdivided(SurfaceMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var vertices = new List<Vector3d>(mesh.Vertices.Length * 4);
        vertices.AddRange(mesh.Vertices);
        var midpoints = new Dictionary<long, int>(mesh.Triangles.Length / 2);
        int[] triangles = new int[mesh.Triangles.Length * 4];
        int next = 0;
        for (int t = 0; t < mesh.Triangles.Length; t += 3)
        {
            int a = mesh.Triangles[t];
            int b = mesh.Triangles[t + 1];
            int c = mesh.Triangles[t + 2];
            int ab = Midpoint(vertices, midpoints, a, b);
            int bc = Midpoint(vertices, midpoints, b, c);
            int ca = Midpoint(vertices, midpoints, c, a);
            ReadOnlySpan<int> four = [a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca];
            four.CopyTo(triangles.AsSpan(next));
            next += four.Length;
        }

        return new([.. vertices], triangles);
    }

    /// <summary>Rounds to single precision, with no attributes: the form that files hold.</summary>
    public static TriangleMesh ToTriangleMesh(SurfaceMesh mesh, int material = -1)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        var positions = new Vector3[mesh.Vertices.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = (Vector3)mesh.Vertices[i];
        }

        return new() { Positions = positions, Indices = [.. mesh.Triangles], Material = material };
    }

    private static int Midpoint(List<Vector3d> vertices, Dictionary<long, int> midpoints, int a, int b)
    {
        long key = ((long)Math.Min(a, b) << 32) | (uint)Math.Max(a, b);
        if (!midpoints.TryGetValue(key, out int index))
        {
            index = vertices.Count;
            vertices.Add((vertices[a] + vertices[b]) * 0.5);
            midpoints.Add(key, index);
        }

        return index;
    }
}

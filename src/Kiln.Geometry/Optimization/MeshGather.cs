using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Optimization;

/// <summary>Makes a mesh from chosen vertices of another.</summary>
internal static class MeshGather
{
    /// <summary>The vertices in the given order, repeats allowed, with all their attributes, under new indices.</summary>
    public static TriangleMesh Pick(TriangleMesh mesh, ReadOnlySpan<int> vertices, int[] indices) => mesh with
    {
        Positions = Picked(mesh.Positions, vertices)!,
        Indices = indices,
        Normals = Picked(mesh.Normals, vertices),
        Tangents = Picked(mesh.Tangents, vertices),
        TexCoords0 = Picked(mesh.TexCoords0, vertices),
        TexCoords1 = Picked(mesh.TexCoords1, vertices),
        Colors = Picked(mesh.Colors, vertices),
    };

    private static T[]? Picked<T>(T[]? values, ReadOnlySpan<int> vertices)
    {
        if (values is null)
        {
            return null;
        }

        var picked = new T[vertices.Length];
        for (int i = 0; i < picked.Length; i++)
        {
            picked[i] = values[vertices[i]];
        }

        return picked;
    }
}

using System.Numerics;
using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Simplification;

/// <summary>The attributes of vertices, counted over all meshes; changed where vertices are placed anew.</summary>
internal sealed class AttributeTable
{
    private readonly int[] _firstWedge;
    private readonly Vector3[]?[] _normals;
    private readonly Vector2[]?[] _texCoords0;
    private readonly Vector2[]?[] _texCoords1;
    private readonly Vector4[]?[] _colors;

    public AttributeTable(WorkingMesh mesh)
    {
        _firstWedge = mesh.FirstWedge;
        _normals = [.. mesh.Meshes.Select(m => m.Normals?[..])];
        _texCoords0 = [.. mesh.Meshes.Select(m => m.TexCoords0?[..])];
        _texCoords1 = [.. mesh.Meshes.Select(m => m.TexCoords1?[..])];
        _colors = [.. mesh.Meshes.Select(m => m.Colors?[..])];
        IsEmpty = mesh.Meshes.All(m => m.Normals is null && m.TexCoords0 is null && m.TexCoords1 is null && m.Colors is null);
    }

    /// <summary>No mesh has any attribute.</summary>
    public bool IsEmpty { get; }

    /// <summary>Moves a vertex's attributes towards another's by a share from 0 to 1.</summary>
    public void Blend(int mesh, int vertex, int other, float share)
    {
        int v = vertex - _firstWedge[mesh];
        int o = other - _firstWedge[mesh];
        if (_normals[mesh] is { } normals)
        {
            var blended = Vector3.Lerp(normals[v], normals[o], share);
            float length = blended.Length();
            normals[v] = length > 1e-6f ? blended / length : normals[v];
        }

        if (_texCoords0[mesh] is { } texCoords0)
        {
            texCoords0[v] = Vector2.Lerp(texCoords0[v], texCoords0[o], share);
        }

        if (_texCoords1[mesh] is { } texCoords1)
        {
            texCoords1[v] = Vector2.Lerp(texCoords1[v], texCoords1[o], share);
        }

        if (_colors[mesh] is { } colors)
        {
            colors[v] = Vector4.Lerp(colors[v], colors[o], share);
        }
    }

    /// <summary>How unlike the attributes of two vertices of one mesh are: squared differences, summed.</summary>
    public float Distance(int mesh, int vertex, int other)
    {
        int v = vertex - _firstWedge[mesh];
        int o = other - _firstWedge[mesh];
        return (_normals[mesh] is { } n ? Vector3.DistanceSquared(n[v], n[o]) : 0) +
            (_texCoords0[mesh] is { } t ? Vector2.DistanceSquared(t[v], t[o]) : 0) +
            (_texCoords1[mesh] is { } s ? Vector2.DistanceSquared(s[v], s[o]) : 0) +
            (_colors[mesh] is { } c ? Vector4.DistanceSquared(c[v], c[o]) : 0);
    }

    /// <summary>A mesh of the given vertices, in that order, at the given positions.</summary>
    public TriangleMesh Gather(TriangleMesh source, int mesh, ReadOnlySpan<int> vertices, Vector3[] positions, int[] indices) =>
        source with
        {
            Positions = positions,
            Indices = indices,
            Normals = Pick(_normals[mesh], mesh, vertices),
            TexCoords0 = Pick(_texCoords0[mesh], mesh, vertices),
            TexCoords1 = Pick(_texCoords1[mesh], mesh, vertices),
            Colors = Pick(_colors[mesh], mesh, vertices),
            Tangents = null,
        };

    private T[]? Pick<T>(T[]? values, int mesh, ReadOnlySpan<int> vertices)
    {
        if (values is null)
        {
            return null;
        }

        var picked = new T[vertices.Length];
        for (int i = 0; i < picked.Length; i++)
        {
            picked[i] = values[vertices[i] - _firstWedge[mesh]];
        }

        return picked;
    }
}

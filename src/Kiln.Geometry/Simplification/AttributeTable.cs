using System.Numerics;
using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// The attributes of vertices, counted over all meshes; changed where vertices are placed anew. For the quadrics they are channels,
/// scaled so that their squared differences weigh against squared distances of an object of size 1.
/// </summary>
internal sealed class AttributeTable
{
    // A texture shifted by its whole width counts as a surface moved by this part of the object's size, and so on.
    private const float TexCoordWeight = 0.1f;
    private const float NormalWeight = 0.02f;
    private const float ColorWeight = 0.05f;

    private readonly int[] _firstWedge;
    private readonly Vector3[]?[] _normals;
    private readonly Vector2[]?[] _texCoords0;
    private readonly Vector2[]?[] _texCoords1;
    private readonly Vector4[]?[] _colors;
    private readonly float[] _scale0;
    private readonly float[] _scale1;

    public AttributeTable(WorkingMesh mesh)
    {
        _firstWedge = mesh.FirstWedge;
        _normals = [.. mesh.Meshes.Select(m => m.Normals?[..])];
        _texCoords0 = [.. mesh.Meshes.Select(m => m.TexCoords0?[..])];
        _texCoords1 = [.. mesh.Meshes.Select(m => m.TexCoords1?[..])];
        _colors = [.. mesh.Meshes.Select(m => m.Colors?[..])];
        _scale0 = Array.ConvertAll(_texCoords0, TexCoordScale);
        _scale1 = Array.ConvertAll(_texCoords1, TexCoordScale);
        Channels = mesh.Meshes.Max(m =>
            (m.Normals is null ? 0 : 3) + (m.TexCoords0 is null ? 0 : 2) + (m.TexCoords1 is null ? 0 : 2) + (m.Colors is null ? 0 : 4));
    }

    /// <summary>Numbers per vertex, of the mesh that has most; 0 when no mesh has any attribute.</summary>
    public int Channels { get; }

    /// <summary>Reads a vertex's scaled channels; those that its mesh lacks are 0.</summary>
    public void Read(int mesh, int vertex, Span<double> values)
    {
        int v = vertex - _firstWedge[mesh];
        int at = 0;
        values.Clear();
        if (_normals[mesh] is { } normals)
        {
            Vector3 normal = normals[v] * NormalWeight;
            (values[at], values[at + 1], values[at + 2]) = (normal.X, normal.Y, normal.Z);
            at += 3;
        }

        at = Read(_texCoords0[mesh], _scale0[mesh], v, values, at);
        at = Read(_texCoords1[mesh], _scale1[mesh], v, values, at);
        if (_colors[mesh] is { } colors)
        {
            Vector4 color = colors[v] * ColorWeight;
            (values[at], values[at + 1], values[at + 2], values[at + 3]) = (color.X, color.Y, color.Z, color.W);
        }
    }

    /// <summary>Writes a vertex's scaled channels; the normal is made a unit again.</summary>
    public void Write(int mesh, int vertex, ReadOnlySpan<double> values)
    {
        int v = vertex - _firstWedge[mesh];
        int at = 0;
        if (_normals[mesh] is { } normals)
        {
            var normal = new Vector3((float)values[0], (float)values[1], (float)values[2]);
            float length = normal.Length();
            normals[v] = length > 1e-6f ? normal / length : normals[v];
            at += 3;
        }

        at = Write(_texCoords0[mesh], _scale0[mesh], v, values, at);
        at = Write(_texCoords1[mesh], _scale1[mesh], v, values, at);
        if (_colors[mesh] is { } colors)
        {
            colors[v] = new Vector4((float)values[at], (float)values[at + 1], (float)values[at + 2], (float)values[at + 3]) / ColorWeight;
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

    private static int Read(Vector2[]? texCoords, float scale, int vertex, Span<double> values, int at)
    {
        if (texCoords is null)
        {
            return at;
        }

        (values[at], values[at + 1]) = (texCoords[vertex].X * scale, texCoords[vertex].Y * scale);
        return at + 2;
    }

    private static int Write(Vector2[]? texCoords, float scale, int vertex, ReadOnlySpan<double> values, int at)
    {
        if (texCoords is null)
        {
            return at;
        }

        texCoords[vertex] = new((float)(values[at] / scale), (float)(values[at + 1] / scale));
        return at + 2;
    }

    // A texture that repeats is not worth more than one that does not.
    private static float TexCoordScale(Vector2[]? texCoords)
    {
        if (texCoords is null || texCoords.Length == 0)
        {
            return TexCoordWeight;
        }

        Vector2 low = texCoords[0];
        Vector2 high = texCoords[0];
        foreach (Vector2 texCoord in texCoords)
        {
            low = Vector2.Min(low, texCoord);
            high = Vector2.Max(high, texCoord);
        }

        float size = Math.Max(high.X - low.X, high.Y - low.Y);
        return size > 1e-6f && float.IsFinite(size) ? TexCoordWeight / size : TexCoordWeight;
    }

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

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// The attributes of vertices, counted over all meshes; changed where vertices are placed anew. For the quadrics they are channels,
/// scaled so that their squared differences weigh against squared distances of an object of size 1.
/// </summary>
internal sealed class AttributeTable
{
    // A texture shifted by its whole width counts as a surface moved by this part of the object's size, and so on. The finer a mesh,
    // the more normals turn from triangle to triangle beside how far these are from the shape: with more weight than this they alone
    // decide what goes, and the shape suffers.
    private const float TexCoordWeight = 0.1f;
    private const float NormalWeight = 0.005f;
    private const float ColorWeight = 0.05f;

    private readonly WorkingMesh _mesh;

    // As in the meshes, for each vertex one after the other: normal, texture coordinates and colour, without those its mesh lacks.
    private readonly float[] _values;
    private readonly float[] _scales;

    public AttributeTable(WorkingMesh mesh)
    {
        _mesh = mesh;
        Channels = mesh.Meshes.Max(m =>
            (m.Normals is null ? 0 : 3) + (m.TexCoords0 is null ? 0 : 2) + (m.TexCoords1 is null ? 0 : 2) + (m.Colors is null ? 0 : 4));
        _values = new float[mesh.VertexCount * Channels];
        _scales = new float[mesh.Meshes.Count * Channels];
        for (int m = 0; m < mesh.Meshes.Count; m++)
        {
            TriangleMesh source = mesh.Meshes[m];
            int at = 0;
            Enter(m, source.Normals, NormalWeight, ref at);
            Enter(m, source.TexCoords0, TexCoordScale(source.TexCoords0), ref at);
            Enter(m, source.TexCoords1, TexCoordScale(source.TexCoords1), ref at);
            Enter(m, source.Colors, ColorWeight, ref at);
        }
    }

    /// <summary>Numbers per vertex, of the mesh that has most; 0 when no mesh has any attribute.</summary>
    public int Channels { get; }

    /// <summary>Reads a vertex's scaled channels; those that its mesh lacks are 0.</summary>
    public void Read(int mesh, int vertex, Span<double> values)
    {
        ReadOnlySpan<float> row = Row(vertex);
        ReadOnlySpan<float> scales = Scales(mesh);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = row[i] * scales[i];
        }
    }

    /// <summary>Writes a vertex's scaled channels; the normal is made a unit again.</summary>
    public void Write(int mesh, int vertex, ReadOnlySpan<double> values)
    {
        Span<float> row = Row(vertex);
        ReadOnlySpan<float> scales = Scales(mesh);
        int at = 0;
        if (_mesh.Meshes[mesh].Normals is not null)
        {
            at = 3;
            var normal = new Vector3d(values[0], values[1], values[2]);
            double length = normal.Length;
            if (length > 1e-6)
            {
                (row[0], row[1], row[2]) = ((float)(normal.X / length), (float)(normal.Y / length), (float)(normal.Z / length));
            }
        }

        for (; at < values.Length && scales[at] > 0; at++)
        {
            row[at] = (float)(values[at] / scales[at]);
        }
    }

    /// <summary>Has a vertex's channels brought near, as they will be asked for soon.</summary>
    public void Prefetch(int vertex) => CacheHint.Prefetch(ref _values[vertex * Channels], Channels * sizeof(float));

    /// <summary>How unlike the attributes of two vertices of one mesh are: squared differences, summed.</summary>
    public float Distance(int vertex, int other)
    {
        ReadOnlySpan<float> a = Row(vertex);
        ReadOnlySpan<float> b = Row(other);
        float sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    /// <summary>A mesh of the given vertices, in that order, at the given positions.</summary>
    public TriangleMesh Gather(TriangleMesh source, ReadOnlySpan<int> vertices, Vector3[] positions, int[] indices)
    {
        int at = 0;
        return source with
        {
            Positions = positions,
            Indices = indices,
            Normals = Pick(source.Normals, vertices, ref at),
            TexCoords0 = Pick(source.TexCoords0, vertices, ref at),
            TexCoords1 = Pick(source.TexCoords1, vertices, ref at),
            Colors = Pick(source.Colors, vertices, ref at),
            Tangents = null,
        };
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

    private Span<float> Row(int vertex) => _values.AsSpan(vertex * Channels, Channels);

    private ReadOnlySpan<float> Scales(int mesh) => _scales.AsSpan(mesh * Channels, Channels);

    private void Enter<T>(int mesh, T[]? attributes, float scale, ref int at)
        where T : unmanaged
    {
        if (attributes is null)
        {
            return;
        }

        ReadOnlySpan<float> numbers = MemoryMarshal.Cast<T, float>(attributes);
        int width = Unsafe.SizeOf<T>() / sizeof(float);
        int first = _mesh.FirstWedge[mesh];
        for (int v = 0; v < attributes.Length; v++)
        {
            numbers.Slice(v * width, width).CopyTo(Row(first + v)[at..]);
        }

        _scales.AsSpan((mesh * Channels) + at, width).Fill(scale);
        at += width;
    }

    private T[]? Pick<T>(T[]? attributes, ReadOnlySpan<int> vertices, ref int at)
        where T : unmanaged
    {
        if (attributes is null)
        {
            return null;
        }

        var picked = new T[vertices.Length];
        Span<float> numbers = MemoryMarshal.Cast<T, float>(picked.AsSpan());
        int width = Unsafe.SizeOf<T>() / sizeof(float);
        for (int i = 0; i < picked.Length; i++)
        {
            Row(vertices[i]).Slice(at, width).CopyTo(numbers[(i * width)..]);
        }

        at += width;
        return picked;
    }
}

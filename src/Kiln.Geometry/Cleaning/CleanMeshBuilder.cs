using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Puts the corners of cleaned triangles back into indexed meshes. Corners share a vertex when they share one of the surface, and
/// normal and all attributes are the same, so unwelded input comes out welded while seams stay, and what was cut stays apart.
/// </summary>
internal sealed class CleanMeshBuilder
{
    private const double UnitTolerance = 1e-3;

    private readonly IReadOnlyList<TriangleMesh> _meshes;
    private readonly int[] _firstVertex;
    private readonly WorkingTriangles _triangles;
    private readonly SurfaceMesh _surface;
    private readonly Vector3d[] _normals;
    private readonly bool _replaceNormals;

    public CleanMeshBuilder(
        IReadOnlyList<TriangleMesh> meshes,
        int[] firstVertex,
        WorkingTriangles triangles,
        SurfaceMesh surface,
        Vector3d[] normals,
        bool replaceNormals)
    {
        _meshes = meshes;
        _firstVertex = firstVertex;
        _triangles = triangles;
        _surface = surface;
        _normals = normals;
        _replaceNormals = replaceNormals;
    }

    public TriangleMesh Build(int meshIndex)
    {
        TriangleMesh source = _meshes[meshIndex];
        int start = Array.IndexOf(_triangles.Groups, meshIndex);
        int end = start < 0 ? start : Array.LastIndexOf(_triangles.Groups, meshIndex) + 1;
        int corners = (end - start) * 3;
        int[] indices = new int[corners];
        var vertices = new List<Vertex>(corners / 4);
        int size = 16;
        while (size < 2 * corners)
        {
            size <<= 1;
        }

        int[] table = new int[size];
        for (int i = 0; i < corners; i++)
        {
            int h = (start * 3) + i;
            Vertex vertex = Attributes(meshIndex, _triangles.Sources[h]) with { Point = _surface.Triangles[h] };
            vertex = vertex with { Normal = Normal(h, vertex.Normal, source.Normals is not null) };
            int slot = vertex.Hash() & (size - 1);
            while (table[slot] != 0 && vertices[table[slot] - 1] != vertex)
            {
                slot = (slot + 1) & (size - 1);
            }

            if (table[slot] == 0)
            {
                vertices.Add(vertex);
                table[slot] = vertices.Count;
            }

            indices[i] = table[slot] - 1;
        }

        return source with
        {
            Positions = [.. vertices.Select(vertex => (Vector3)_surface.Vertices[vertex.Point])],
            Indices = indices,
            Normals = [.. vertices.Select(vertex => vertex.Normal)],
            TexCoords0 = source.TexCoords0 is null ? null : [.. vertices.Select(vertex => vertex.TexCoord0)],
            TexCoords1 = source.TexCoords1 is null ? null : [.. vertices.Select(vertex => vertex.TexCoord1)],
            Colors = source.Colors is null ? null : [.. vertices.Select(vertex => vertex.Color)],
            Tangents = null,
        };
    }

    private Vector3 Normal(int corner, Vector3 authored, bool hasAuthored)
    {
        if (hasAuthored && !_replaceNormals && Math.Abs(authored.Length() - 1) <= UnitTolerance)
        {
            int t = corner - (corner % 3);
            Vector3d a = _surface.Vertices[_surface.Triangles[t]];
            Vector3d face = Vector3d.Cross(
                _surface.Vertices[_surface.Triangles[t + 1]] - a, _surface.Vertices[_surface.Triangles[t + 2]] - a);
            if (Vector3d.Dot(face, authored) > 0)
            {
                return authored;
            }
        }

        Vector3d made = _normals[corner];
        return made.LengthSquared > 0.5 ? (Vector3)made : Vector3.UnitZ;
    }

    private Vertex Attributes(int meshIndex, int source)
    {
        if (source < _triangles.Points.Length)
        {
            TriangleMesh mesh = _meshes[meshIndex];
            int v = source - _firstVertex[meshIndex];
            return new(
                0,
                mesh.Normals?[v] ?? default,
                mesh.TexCoords0?[v] ?? default,
                mesh.TexCoords1?[v] ?? default,
                mesh.Colors?[v] ?? default);
        }

        (int from, int to, double share, _) = _triangles.Between[source - _triangles.Points.Length];
        Vertex a = Attributes(meshIndex, from);
        Vertex b = Attributes(meshIndex, to);
        float s = (float)share;
        Vector3 normal = Vector3.Lerp(a.Normal, b.Normal, s);
        return new(
            0,
            normal.LengthSquared() > 0 ? Vector3.Normalize(normal) : normal,
            Vector2.Lerp(a.TexCoord0, b.TexCoord0, s),
            Vector2.Lerp(a.TexCoord1, b.TexCoord1, s),
            Vector4.Lerp(a.Color, b.Color, s));
    }

    private readonly record struct Vertex(int Point, Vector3 Normal, Vector2 TexCoord0, Vector2 TexCoord1, Vector4 Color)
    {
        public int Hash()
        {
            uint h = (uint)Point * 0x9E3779B1u;
            ReadOnlySpan<float> values =
            [
                Normal.X, Normal.Y, Normal.Z, TexCoord0.X, TexCoord0.Y, TexCoord1.X, TexCoord1.Y, Color.X, Color.Y, Color.Z,
            ];
            foreach (float value in values)
            {
                h = (h ^ (uint)BitConverter.SingleToInt32Bits(value + 0f) ^ (h >> 16)) * 0x85EBCA77u;
            }

            return (int)((h ^ (h >> 15)) & int.MaxValue);
        }
    }
}

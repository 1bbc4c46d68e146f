using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>Collects the faces of one part and one material. Equal corners become one vertex, found by open addressing.</summary>
internal sealed class ObjPrimitive(int part, int material)
{
    private readonly List<ObjCorner> _corners = [];
    private readonly List<int> _indices = [];
    private int[] _slots = new int[16];

    /// <summary>Index of the part.</summary>
    public int Part { get; } = part;

    /// <summary>Index of the material; −1 for none.</summary>
    public int Material { get; } = material;

    /// <summary>True when there is a triangle.</summary>
    public bool HasTriangles => _indices.Count > 0;

    /// <summary>Number of triangles.</summary>
    public int TriangleCount => _indices.Count / 3;

    /// <summary>Number of vertices.</summary>
    public int VertexCount => _corners.Count;

    /// <summary>The vertex of a corner, made when it is new.</summary>
    public int Vertex(ObjCorner corner)
    {
        if (_corners.Count * 2 >= _slots.Length)
        {
            Grow();
        }

        int mask = _slots.Length - 1;
        ReadOnlySpan<ObjCorner> corners = CollectionsMarshal.AsSpan(_corners);
        for (int slot = Hash(corner) & mask; ; slot = (slot + 1) & mask)
        {
            int vertex = _slots[slot] - 1;
            if (vertex < 0)
            {
                _corners.Add(corner);
                _slots[slot] = _corners.Count;
                return _corners.Count - 1;
            }

            ref readonly ObjCorner known = ref corners[vertex];
            if (known.Position == corner.Position && known.TexCoord == corner.TexCoord && known.Normal == corner.Normal)
            {
                return vertex;
            }
        }
    }

    /// <summary>Adds a triangle of three vertices.</summary>
    public void Add(int a, int b, int c)
    {
        int start = _indices.Count;
        CollectionsMarshal.SetCount(_indices, start + 3);
        Span<int> added = CollectionsMarshal.AsSpan(_indices)[start..];
        added[0] = a;
        added[1] = b;
        added[2] = c;
    }

    /// <summary>
    /// The mesh. Texture coordinates exist when any corner has them, (0, 0) standing for the others; normals only when every
    /// corner has one, since a missing normal is better recomputed than invented.
    /// </summary>
    public TriangleMesh ToMesh(ObjGeometry geometry)
    {
        ReadOnlySpan<ObjCorner> corners = CollectionsMarshal.AsSpan(_corners);
        bool texCoords = false;
        bool normals = true;
        foreach (ref readonly ObjCorner corner in corners)
        {
            texCoords |= corner.TexCoord >= 0;
            normals &= corner.Normal >= 0;
        }

        var mesh = new TriangleMesh
        {
            Positions = new Vector3[corners.Length],
            Indices = [.. _indices],
            Normals = normals ? new Vector3[corners.Length] : null,
            TexCoords0 = texCoords ? new Vector2[corners.Length] : null,
            Colors = geometry.Colors.Count > 0 ? new Vector4[corners.Length] : null,
            Material = Material,
        };
        for (int i = 0; i < corners.Length; i++)
        {
            ref readonly ObjCorner corner = ref corners[i];
            mesh.Positions[i] = geometry.Positions[corner.Position];
            if (mesh.Normals is not null)
            {
                mesh.Normals[i] = geometry.Normals[corner.Normal];
            }

            if (mesh.TexCoords0 is not null && corner.TexCoord >= 0)
            {
                mesh.TexCoords0[i] = geometry.TexCoords[corner.TexCoord];
            }

            if (mesh.Colors is not null)
            {
                mesh.Colors[i] = corner.Position < geometry.Colors.Count ? geometry.Colors[corner.Position] : Vector4.One;
            }
        }

        VertexData.Normalize(mesh.Normals);
        return mesh;
    }

    private static int Hash(ObjCorner corner)
    {
        uint hash = ((uint)corner.Position * 0x9E3779B1u) ^ ((uint)corner.TexCoord * 0x85EBCA77u) ^ ((uint)corner.Normal * 0xC2B2AE3Du);
        return (int)(hash ^ (hash >> 15));
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 4];
        int mask = _slots.Length - 1;
        for (int i = 0; i < _corners.Count; i++)
        {
            int slot = Hash(_corners[i]) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = i + 1;
        }
    }
}

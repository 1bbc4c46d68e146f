using System.Numerics;
using System.Text.Json;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Gltf.Writing;

/// <summary>Writes meshes and the accessors they use.</summary>
internal sealed class GltfMeshWriter(Scene scene, GlbBinary binary, GltfMaterialWriter materials, Utf8JsonWriter json)
{
    /// <summary>The highest index that 16 bits may hold; 65535 is the sign to restart a strip.</summary>
    private const int MaxNarrowIndex = 65534;

    private readonly List<Accessor> _accessors = [];
    private readonly Dictionary<(int View, string Type), int> _places = [];
    private readonly int[] _meshPlaces = new int[scene.Meshes.Count];

    /// <summary>The file's index of a mesh of the scene; −1 when it was left out.</summary>
    public int Place(int mesh) => _meshPlaces[mesh];

    /// <summary>Writes the meshes that have triangles, and their accessors.</summary>
    public void Write()
    {
        int written = 0;
        for (int i = 0; i < scene.Meshes.Count; i++)
        {
            TriangleMesh[] primitives = [.. scene.Meshes[i].Primitives.Where(primitive => primitive.TriangleCount > 0)];
            _meshPlaces[i] = primitives.Length > 0 ? written : -1;
            if (primitives.Length == 0)
            {
                continue;
            }

            if (written++ == 0)
            {
                json.WriteStartArray("meshes");
            }

            WriteMesh(scene.Meshes[i].Name, primitives);
        }

        if (written > 0)
        {
            json.WriteEndArray();
            WriteAccessors();
        }
    }

    private void WriteMesh(string name, TriangleMesh[] primitives)
    {
        json.WriteStartObject();
        if (name.Length > 0)
        {
            json.WriteString("name", name);
        }

        json.WriteStartArray("primitives");
        foreach (TriangleMesh primitive in primitives)
        {
            json.WriteStartObject();
            json.WriteStartObject("attributes");
            WriteAttributes(primitive);
            json.WriteEndObject();
            json.WriteNumber("indices", AddIndices(primitive));
            if (primitive.Material >= 0)
            {
                bool hasFirst = primitive.TexCoords0 is not null || primitive.TexCoords1 is not null;
                json.WriteNumber("material", materials.Use(primitive.Material, hasFirst, primitive.TexCoords1 is not null));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteAttributes(TriangleMesh mesh)
    {
        json.WriteNumber("POSITION", AddPositions(mesh.Positions));
        if (mesh.Normals is not null)
        {
            json.WriteNumber("NORMAL", Add(GltfVertexArrays.Unit(mesh.Normals), "VEC3"));
            if (mesh.Tangents is not null)
            {
                json.WriteNumber("TANGENT", Add(GltfVertexArrays.UnitTangents(mesh.Tangents), "VEC4"));
            }
        }

        // Set 1 may not stand without set 0.
        if ((mesh.TexCoords0 ?? mesh.TexCoords1) is { } first)
        {
            json.WriteNumber("TEXCOORD_0", Add(first, "VEC2"));
        }

        if (mesh.TexCoords1 is not null)
        {
            json.WriteNumber("TEXCOORD_1", Add(mesh.TexCoords1, "VEC2"));
        }

        if (mesh.Colors is not null)
        {
            json.WriteNumber("COLOR_0", Add(GltfVertexArrays.Clamped(mesh.Colors), "VEC4"));
        }
    }

    private int AddPositions(Vector3[] positions)
    {
        int view = binary.AddVertices(positions);
        if (_places.TryGetValue((view, "POSITION"), out int known))
        {
            return known;
        }

        if (VertexData.FirstNonFinite<Vector3>(positions) is var bad and >= 0)
        {
            throw new ArgumentException($"Position {bad} of a mesh is not finite.");
        }

        Vector3 min = positions[0];
        Vector3 max = min;
        foreach (Vector3 position in positions)
        {
            min = Vector3.Min(min, position);
            max = Vector3.Max(max, position);
        }

        return AddAccessor(new Accessor(view, 5126, positions.Length, "VEC3", min, max), "POSITION");
    }

    private int Add<T>(T[] values, string type)
        where T : unmanaged
    {
        if (VertexData.FirstNonFinite<T>(values) is var bad and >= 0)
        {
            throw new ArgumentException($"Element {bad} of a vertex attribute of type {type} is not finite.");
        }

        int view = binary.AddVertices(values);
        return _places.TryGetValue((view, type), out int known)
            ? known
            : AddAccessor(new Accessor(view, 5126, values.Length, type, null, null), type);
    }

    private int AddIndices(TriangleMesh mesh)
    {
        foreach (int index in mesh.Indices)
        {
            if ((uint)index >= (uint)mesh.VertexCount)
            {
                throw new ArgumentException($"Index {index} is out of range: the mesh has {mesh.VertexCount} vertices.");
            }
        }

        bool narrow = mesh.VertexCount - 1 <= MaxNarrowIndex;
        int view = binary.AddIndices(mesh.Indices, narrow);
        return _places.TryGetValue((view, "SCALAR"), out int known)
            ? known
            : AddAccessor(new Accessor(view, narrow ? 5123 : 5125, mesh.Indices.Length, "SCALAR", null, null), "SCALAR");
    }

    private int AddAccessor(Accessor accessor, string use)
    {
        int place = _accessors.Count;
        _accessors.Add(accessor);
        _places[(accessor.View, use)] = place;
        return place;
    }

    private void WriteAccessors()
    {
        json.WriteStartArray("accessors");
        foreach (Accessor accessor in _accessors)
        {
            json.WriteStartObject();
            json.WriteNumber("bufferView", accessor.View);
            json.WriteNumber("componentType", accessor.ComponentType);
            json.WriteNumber("count", accessor.Count);
            json.WriteString("type", accessor.Type);
            WriteBound("min", accessor.Min);
            WriteBound("max", accessor.Max);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteBound(string member, Vector3? bound)
    {
        if (bound is { } value)
        {
            json.WriteStartArray(member);
            json.WriteNumberValue(value.X);
            json.WriteNumberValue(value.Y);
            json.WriteNumberValue(value.Z);
            json.WriteEndArray();
        }
    }

    private sealed record Accessor(int View, int ComponentType, int Count, string Type, Vector3? Min, Vector3? Max);
}

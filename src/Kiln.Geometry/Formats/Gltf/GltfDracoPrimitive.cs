using System.Runtime.InteropServices;
using Kiln.Geometry.Formats.Gltf.Draco;
using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>The vertex arrays of a primitive that are compressed by KHR_draco_mesh_compression.</summary>
internal sealed class GltfDracoPrimitive
{
    private readonly DracoMesh _mesh;
    private readonly Dictionary<string, int> _attributes;
    private readonly string _where;

    private GltfDracoPrimitive(DracoMesh mesh, Dictionary<string, int> attributes, string where)
    {
        _mesh = mesh;
        _attributes = attributes;
        _where = where;
    }

    /// <summary>Three indices a triangle.</summary>
    public int[] Indices => _mesh.Indices;

    /// <summary>The primitive's vertex arrays, whether they are compressed or not.</summary>
    public static GltfPrimitiveSource Open(GltfPrimitive primitive, GltfAccessors accessors, GltfBuffers buffers, GltfMemory memory, string where) =>
        new(primitive, accessors, Decode(primitive, buffers, memory, where), where);

    /// <summary>The values of an attribute, one a vertex, or null when it is not compressed.</summary>
    /// <param name="semantic">The attribute.</param>
    /// <param name="normalized">Whether integers stand for 0..1 or −1..1 (glTF 2.0, section 3.11).</param>
    /// <exception cref="InvalidModelException">The compressed data lacks it, or has another number of components.</exception>
    public T[]? Attribute<T>(string semantic, bool normalized)
        where T : unmanaged
    {
        int components = Marshal.SizeOf<T>() / sizeof(float);
        return Find(semantic) is { } attribute
            ? attribute.Components == components
                ? Expand<T>(attribute, normalized)
                : throw new InvalidModelException($"The compressed {semantic} has {attribute.Components} components, not {components}", _where)
            : null;
    }

    /// <summary>Components of a compressed attribute; 0 when it is not compressed.</summary>
    public int ComponentsOf(string semantic) => Find(semantic)?.Components ?? 0;

    private static GltfDracoPrimitive? Decode(GltfPrimitive primitive, GltfBuffers buffers, GltfMemory memory, string where)
    {
        if (primitive.Extensions?.Draco is not { } draco)
        {
            return null;
        }

        string place = $"{where}.extensions.KHR_draco_mesh_compression";
        int view = GltfElements.Required(draco.BufferView, "bufferView", place);
        if ((primitive.Mode ?? 4) is not (4 or 5))
        {
            throw new InvalidModelException($"The mode {primitive.Mode} cannot be compressed", place);
        }

        var mesh = DracoMesh.Decode(buffers.View(view, place).ToArray(), place);
        memory.Take(mesh.Bytes, place);
        return new GltfDracoPrimitive(mesh, draco.Attributes ?? [], place);
    }

    private DracoAttribute? Find(string semantic) => _attributes.TryGetValue(semantic, out int id)
        ? _mesh.Attribute(id) ?? throw new InvalidModelException($"{semantic} is attribute {id}, which the compressed data lacks", _where)
        : null;

    private T[] Expand<T>(DracoAttribute attribute, bool normalized)
        where T : unmanaged
    {
        var values = new T[_mesh.PointCount];
        ReadOnlySpan<T> stored = MemoryMarshal.Cast<float, T>(attribute.Values.AsSpan());
        int[]? valueOf = attribute.Order.ValueOfPoint;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = stored[valueOf is null ? i : valueOf[i]];
        }

        float divisor = attribute.Type switch
        {
            DracoDataType.SByte => 127,
            DracoDataType.Byte => 255,
            DracoDataType.Int16 => 32767,
            DracoDataType.UInt16 => 65535,
            DracoDataType.UInt32 => uint.MaxValue,
            _ => 1,
        };
        if (normalized && divisor != 1)
        {
            foreach (ref float component in MemoryMarshal.Cast<T, float>(values.AsSpan()))
            {
                component = Math.Max(component / divisor, -1);
            }
        }

        return values;
    }
}

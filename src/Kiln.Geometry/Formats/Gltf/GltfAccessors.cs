using System.Numerics;
using System.Runtime.InteropServices;
using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>
/// Decodes accessors of every component type, stride, normalisation and sparseness. An accessor that is asked for twice is
/// decoded once and the same array is handed out.
/// </summary>
internal sealed class GltfAccessors(GltfDocument document, GltfBuffers buffers, GltfMemory memory, ModelReaderLimits limits)
{
    private readonly Dictionary<(int Accessor, Type Element, bool Normalized), Array> _decoded = [];
    private readonly Dictionary<int, Vector4[]> _colors = [];

    /// <summary>Whether the integers of an accessor stand for 0..1 or −1..1, also when its values are not stored in a buffer view.</summary>
    public bool IsNormalized(int index, string referrer) =>
        GltfElements.At(document.Accessors, index, "accessors", referrer).Normalized;

    /// <summary>The values of an accessor whose element is all floats of <typeparamref name="T"/>, whatever type they are stored as.</summary>
    /// <param name="index">The accessor.</param>
    /// <param name="type">The element type that the use asks for: <c>VEC3</c> and so on.</param>
    /// <param name="referrer">What uses it, for messages.</param>
    public T[] Read<T>(int index, string type, string referrer)
        where T : unmanaged =>
        Read<T>(index, type, referrer, IsNormalized(index, referrer));

    /// <summary>
    /// The values of an accessor of RGB or RGBA colours; alpha is 1 where it is not stored. Integers always stand for 0..1: so the
    /// format has it, and some writers leave the flag out.
    /// </summary>
    public Vector4[] ReadColors(int index, string referrer)
    {
        if (Accessor(index, referrer).Type != "VEC3")
        {
            return Read<Vector4>(index, "VEC4", referrer, normalized: true);
        }

        if (!_colors.TryGetValue(index, out Vector4[]? colors))
        {
            Vector3[] stored = Read<Vector3>(index, "VEC3", referrer, normalized: true);
            memory.Take((long)stored.Length * Marshal.SizeOf<Vector4>(), referrer);
            colors = Array.ConvertAll(stored, color => new Vector4(color, 1));
            _colors[index] = colors;
        }

        return colors;
    }

    /// <summary>The values of an accessor of unsigned integers.</summary>
    public int[] ReadIndices(int index, string referrer)
    {
        GltfAccessor accessor = Accessor(index, referrer);
        if (accessor.Type != "SCALAR" || accessor.Normalized || accessor.ComponentType is not (5121 or 5123 or 5125))
        {
            throw new InvalidModelException($"accessors[{index}] does not hold unsigned integers", referrer);
        }

        if (_decoded.TryGetValue((index, typeof(int), false), out Array? known))
        {
            return (int[])known;
        }

        string where = $"accessors[{index}]";
        GltfElementRange? stored = accessor.BufferView is { } view
            ? Range(view, accessor.ByteOffset, accessor.ComponentType, 1, accessor.Count, where)
            : null;
        memory.Take((long)accessor.Count * sizeof(int), where);
        var values = new int[accessor.Count];
        stored?.CopyIntegers(values);
        if (accessor.Sparse is { } sparse)
        {
            int[] places = SparsePlaces(sparse, accessor.Count, where);
            var replacements = new int[places.Length];
            SparseValues(sparse, accessor.ComponentType, 1, where).CopyIntegers(replacements);
            for (int i = 0; i < places.Length; i++)
            {
                values[places[i]] = replacements[i];
            }
        }

        _decoded[(index, typeof(int), false)] = values;
        return values;
    }

    private T[] Read<T>(int index, string type, string referrer, bool normalized)
        where T : unmanaged
    {
        GltfAccessor accessor = Accessor(index, referrer);
        if (accessor.Type != type)
        {
            throw new InvalidModelException($"accessors[{index}] has type {accessor.Type ?? "none"}, but {type} is needed", referrer);
        }

        if (_decoded.TryGetValue((index, typeof(T), normalized), out Array? known))
        {
            return (T[])known;
        }

        string where = $"accessors[{index}]";
        int components = ComponentsOf(accessor, index);
        GltfElementRange? stored = accessor.BufferView is { } view
            ? Range(view, accessor.ByteOffset, accessor.ComponentType, components, accessor.Count, where)
            : null;

        // Only now is the count known to be backed by bytes.
        memory.Take((long)accessor.Count * Marshal.SizeOf<T>(), where);
        var values = new T[accessor.Count];
        Span<float> floats = MemoryMarshal.Cast<T, float>(values.AsSpan());
        stored?.CopyFloats(floats, normalized);
        ReplaceSparse(accessor, floats, components, normalized, where);
        _decoded[(index, typeof(T), normalized)] = values;
        return values;
    }

    private GltfAccessor Accessor(int index, string referrer)
    {
        GltfAccessor accessor = GltfElements.At(document.Accessors, index, "accessors", referrer);
        string where = $"accessors[{index}]";
        if (accessor.Count < 1)
        {
            throw new InvalidModelException($"count is {accessor.Count}, but must be at least 1", where);
        }

        if (accessor.BufferView is null && accessor.Count > limits.MaxImpliedElements)
        {
            throw new InvalidModelException(
                $"{accessor.Count} elements without a buffer view, more than the {limits.MaxImpliedElements} allowed", where);
        }

        return accessor;
    }

    private void ReplaceSparse(GltfAccessor accessor, Span<float> values, int components, bool normalized, string where)
    {
        if (accessor.Sparse is not { } sparse)
        {
            return;
        }

        int[] places = SparsePlaces(sparse, accessor.Count, where);
        memory.Take((long)places.Length * components * sizeof(float), where);
        var replacements = new float[places.Length * components];
        SparseValues(sparse, accessor.ComponentType, components, where).CopyFloats(replacements, normalized);
        for (int i = 0; i < places.Length; i++)
        {
            replacements.AsSpan(i * components, components).CopyTo(values[(places[i] * components)..]);
        }
    }

    private int[] SparsePlaces(GltfSparse sparse, int count, string accessor)
    {
        string where = $"{accessor}.sparse";
        GltfSparseIndices indices = sparse.Indices ?? throw new InvalidModelException("The member \"indices\" is missing", where);
        if (sparse.Count < 1 || sparse.Count > count || indices.ComponentType is not (5121 or 5123 or 5125))
        {
            throw new InvalidModelException($"{sparse.Count} replacements of {count} elements, or an index type that is not unsigned", where);
        }

        int view = GltfElements.Required(indices.BufferView, "bufferView", $"{where}.indices");
        GltfElementRange range = Range(view, indices.ByteOffset, indices.ComponentType, 1, sparse.Count, $"{where}.indices");
        var places = new int[sparse.Count];
        range.CopyIntegers(places);
        int bad = Array.FindIndex(places, place => (uint)place >= (uint)count);
        return bad < 0
            ? places
            : throw new InvalidModelException($"Index {(uint)places[bad]} is beyond the accessor's {count} elements", $"{where}.indices[{bad}]");
    }

    private GltfElementRange SparseValues(GltfSparse sparse, int componentType, int components, string accessor)
    {
        string where = $"{accessor}.sparse";
        GltfSparseValues values = sparse.Values ?? throw new InvalidModelException("The member \"values\" is missing", where);
        int view = GltfElements.Required(values.BufferView, "bufferView", $"{where}.values");
        return Range(view, values.ByteOffset, componentType, components, sparse.Count, $"{where}.values");
    }

    private GltfElementRange Range(int view, int offset, int componentType, int components, int count, string where)
    {
        ReadOnlyMemory<byte> bytes = buffers.View(view, where);
        int elementSize = components * GltfElementRange.SizeOf(componentType, where);
        int stride = buffers.Stride(view, where);
        stride = stride == 0 ? elementSize : stride;
        long end = offset + ((long)stride * (count - 1)) + elementSize;
        return offset >= 0 && end <= bytes.Length
            ? new GltfElementRange(bytes[offset..(int)end], componentType, components, stride, count)
            : throw new InvalidModelException(
                $"{count} elements from byte {offset} end at byte {end}, beyond the {bytes.Length} bytes of bufferViews[{view}]", where);
    }

    private static int ComponentsOf(GltfAccessor accessor, int index) => accessor.Type switch
    {
        "SCALAR" => 1,
        "VEC2" => 2,
        "VEC3" => 3,
        "VEC4" => 4,
        "MAT4" when accessor.ComponentType == 5126 => 16,
        _ => throw new InvalidModelException($"The type {accessor.Type} of component type {accessor.ComponentType} has no use here", $"accessors[{index}]"),
    };
}

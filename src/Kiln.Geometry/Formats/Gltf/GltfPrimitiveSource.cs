using System.Numerics;
using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>The vertex arrays of one primitive, wherever they are stored. All have as many elements as the positions.</summary>
internal sealed class GltfPrimitiveSource
{
    private readonly GltfPrimitive _primitive;
    private readonly GltfAccessors _accessors;
    private readonly GltfDracoPrimitive? _compressed;
    private readonly string _where;

    public GltfPrimitiveSource(GltfPrimitive primitive, GltfAccessors accessors, GltfDracoPrimitive? compressed, string where)
    {
        _primitive = primitive;
        _accessors = accessors;
        _compressed = compressed;
        _where = where;
        Positions = Attribute<Vector3>("POSITION", "VEC3") ?? [];
    }

    /// <summary>How indices make triangles: 4 triangles, 5 strip, 6 fan. Compressed data always holds separate triangles.</summary>
    public int Mode => _compressed is null ? _primitive.Mode ?? 4 : 4;

    /// <summary>Vertex positions; empty when the primitive has none.</summary>
    public Vector3[] Positions { get; }

    /// <summary>The values of an attribute, or null when the primitive lacks it.</summary>
    public T[]? Attribute<T>(string semantic, string type)
        where T : unmanaged =>
        AccessorOf(_primitive.Attributes, semantic) is { } accessor
            ? Sized(Compressed<T>(semantic, accessor) ?? _accessors.Read<T>(accessor, type, $"{_where}.attributes.{semantic}"), semantic)
            : null;

    /// <summary>Vertex colours with alpha, or null.</summary>
    public Vector4[]? Colors() => AccessorOf(_primitive.Attributes, "COLOR_0") is { } accessor
        ? Sized(CompressedColors(accessor) ?? _accessors.ReadColors(accessor, $"{_where}.attributes.COLOR_0"), "COLOR_0")
        : null;

    /// <summary>The offsets of an attribute by one morph target, or null when that target leaves it as it is.</summary>
    public Vector3[]? Displacement(int target, string semantic) =>
        AccessorOf(_primitive.Targets?[target], semantic) is { } accessor
            ? Sized(_accessors.Read<Vector3>(accessor, "VEC3", $"{_where}.targets[{target}].{semantic}"), semantic)
            : null;

    /// <summary>The indices as stored; null when vertices are used in order.</summary>
    public int[]? Indices() => _compressed?.Indices
        ?? (_primitive.Indices is { } accessor ? _accessors.ReadIndices(accessor, $"{_where}.indices") : null);

    private static int? AccessorOf(Dictionary<string, int>? attributes, string semantic) =>
        attributes is not null && attributes.TryGetValue(semantic, out int accessor) ? accessor : null;

    private T[]? Compressed<T>(string semantic, int accessor)
        where T : unmanaged =>
        _compressed?.Attribute<T>(semantic, _accessors.IsNormalized(accessor, $"{_where}.attributes.{semantic}"));

    private Vector4[]? CompressedColors(int accessor) => _compressed?.ComponentsOf("COLOR_0") == 3
        ? Array.ConvertAll(Compressed<Vector3>("COLOR_0", accessor)!, color => new Vector4(color, 1))
        : Compressed<Vector4>("COLOR_0", accessor);

    private T[] Sized<T>(T[] values, string semantic) => Positions is null || values.Length == Positions.Length
        ? values
        : throw new InvalidModelException($"{semantic} has {values.Length} elements, POSITION has {Positions.Length}", _where);
}

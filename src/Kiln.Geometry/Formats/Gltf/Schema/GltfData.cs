using System.Text.Json.Serialization;

namespace Kiln.Geometry.Formats.Gltf.Schema;

internal sealed record GltfBuffer
{
    public GltfUri? Uri { get; init; }

    public int ByteLength { get; init; }
}

internal sealed record GltfBufferView
{
    public int? Buffer { get; init; }

    public int ByteOffset { get; init; }

    public int ByteLength { get; init; }

    public int ByteStride { get; init; }

    public GltfBufferViewExtensions? Extensions { get; init; }
}

internal sealed record GltfBufferViewExtensions
{
    [JsonPropertyName("EXT_meshopt_compression")]
    public GltfMeshopt? Meshopt { get; init; }

    [JsonPropertyName("KHR_meshopt_compression")]
    public GltfMeshopt? KhronosMeshopt { get; init; }
}

internal sealed record GltfMeshopt
{
    public int? Buffer { get; init; }

    public int ByteOffset { get; init; }

    public int ByteLength { get; init; }

    public int ByteStride { get; init; }

    public int Count { get; init; }

    public string? Mode { get; init; }

    public string? Filter { get; init; }
}

internal sealed record GltfAccessor
{
    public int? BufferView { get; init; }

    public int ByteOffset { get; init; }

    public int ComponentType { get; init; }

    public bool Normalized { get; init; }

    public int Count { get; init; }

    public string? Type { get; init; }

    public GltfSparse? Sparse { get; init; }
}

internal sealed record GltfSparse
{
    public int Count { get; init; }

    public GltfSparseIndices? Indices { get; init; }

    public GltfSparseValues? Values { get; init; }
}

internal sealed record GltfSparseIndices
{
    public int? BufferView { get; init; }

    public int ByteOffset { get; init; }

    public int ComponentType { get; init; }
}

internal sealed record GltfSparseValues
{
    public int? BufferView { get; init; }

    public int ByteOffset { get; init; }
}

internal sealed record GltfMesh
{
    public string? Name { get; init; }

    public GltfPrimitive?[]? Primitives { get; init; }

    public float[]? Weights { get; init; }
}

internal sealed record GltfPrimitive
{
    public Dictionary<string, int>? Attributes { get; init; }

    public int? Indices { get; init; }

    public int? Material { get; init; }

    public int? Mode { get; init; }

    public Dictionary<string, int>?[]? Targets { get; init; }

    public GltfPrimitiveExtensions? Extensions { get; init; }
}

internal sealed record GltfPrimitiveExtensions
{
    [JsonPropertyName("KHR_draco_mesh_compression")]
    public GltfDraco? Draco { get; init; }
}

internal sealed record GltfDraco
{
    public int? BufferView { get; init; }

    public Dictionary<string, int>? Attributes { get; init; }
}

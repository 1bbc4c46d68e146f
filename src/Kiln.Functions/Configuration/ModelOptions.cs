using Kiln.Geometry.Formats;

namespace Kiln.Functions.Configuration;

/// <summary>What a model may ask for: <c>Kiln__Models__MaxVertices=…</c>. Each limit is checked before the memory it guards is taken.</summary>
public sealed class ModelOptions
{
    /// <summary>Most vertices, each mesh counted as often as it is placed: 50 million.</summary>
    public int MaxVertices { get; set; } = ModelReaderLimits.Default.MaxVertices;

    /// <summary>Most triangles, counted likewise: 50 million.</summary>
    public int MaxTriangles { get; set; } = ModelReaderLimits.Default.MaxTriangles;

    /// <summary>Most nodes or parts: 10,000.</summary>
    public int MaxNodes { get; set; } = ModelReaderLimits.Default.MaxNodes;

    /// <summary>Longest side of a texture, in pixels: 16,384.</summary>
    public int MaxTextureSide { get; set; } = ModelReaderLimits.Default.MaxTextureSide;

    /// <summary>Most pixels of all textures together: 512 Mi.</summary>
    public long MaxTexturePixels { get; set; } = ModelReaderLimits.Default.MaxTexturePixels;

    /// <summary>Most memory of a glTF file's arrays beyond 64 bytes for each of the file's, in bytes: 512 MiB.</summary>
    public long MaxExpandedBytes { get; set; } = ModelReaderLimits.Default.MaxExpandedBytes;
}

namespace Kiln.Geometry.Formats;

/// <summary>What a model may ask for. Every limit is checked before the memory it guards is allocated.</summary>
public sealed record ModelReaderLimits
{
    /// <summary>The limits in force when none are given.</summary>
    public static ModelReaderLimits Default { get; } = new();

    /// <summary>Most vertices of all meshes together.</summary>
    public int MaxVertices { get; init; } = 50_000_000;

    /// <summary>Most triangles of all meshes together.</summary>
    public int MaxTriangles { get; init; } = 50_000_000;

    /// <summary>Most nodes of the file, and most parts of a file without a node tree.</summary>
    public int MaxNodes { get; init; } = 10_000;

    /// <summary>Most elements of a glTF accessor whose values stand in no buffer and are zero by rule.</summary>
    public int MaxImpliedElements { get; init; } = 1_000_000;

    /// <summary>Most bytes of memory that the arrays of a glTF file may take beyond 64 for each byte of the file.</summary>
    public long MaxExpandedBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Longest side of a texture in pixels.</summary>
    public int MaxTextureSide { get; init; } = 16_384;

    /// <summary>Most pixels of all textures together, decoded.</summary>
    public long MaxTexturePixels { get; init; } = 512L * 1024 * 1024;

    /// <summary>Most entries of an archive.</summary>
    public int MaxArchiveEntries { get; init; } = 2000;

    /// <summary>Most bytes of an archive's entries together, unpacked.</summary>
    public long MaxUnpackedBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Highest ratio of unpacked to packed bytes of a whole archive.</summary>
    public int MaxArchiveRatio { get; init; } = 200;
}

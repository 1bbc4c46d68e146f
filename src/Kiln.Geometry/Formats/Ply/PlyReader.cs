using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Ply;

/// <summary>Reads PLY.</summary>
internal static class PlyReader
{
    /// <summary>Reads a file.</summary>
    public static Scene Read(ReadOnlySpan<byte> file, string name, ModelReaderLimits limits, CancellationToken cancellationToken) =>
        throw new InvalidModelException($"The PLY {name} of {file.Length} bytes cannot be read");
}

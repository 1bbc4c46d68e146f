using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>A buffer view compressed by EXT_meshopt_compression.</summary>
internal static class GltfMeshoptView
{
    /// <summary>The content of the view, decompressed.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> compressed, GltfMeshopt meshopt, GltfBufferView view, string where) =>
        throw new InvalidModelException($"The extension EXT_meshopt_compression cannot be read (mode {meshopt.Mode}, {compressed.Length} to {view.ByteLength} bytes)", where);
}

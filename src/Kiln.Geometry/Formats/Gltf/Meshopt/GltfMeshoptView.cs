using Kiln.Geometry.Formats.Gltf.Meshopt;
using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>A buffer view compressed by EXT_meshopt_compression or KHR_meshopt_compression.</summary>
internal static class GltfMeshoptView
{
    /// <summary>No codec grows by more than this, so a view that claims more is refused before memory is taken.</summary>
    private const int MaxRatio = 1024;

    /// <summary>The content of the view, decompressed.</summary>
    /// <exception cref="InvalidModelException">The data or its description is damaged.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> compressed, GltfMeshopt meshopt, GltfBufferView view, GltfMemory memory, string where)
    {
        long length = (long)meshopt.Count * meshopt.ByteStride;
        if (meshopt.Count < 1 || meshopt.ByteStride < 1 || length != view.ByteLength || length > (long)compressed.Length * MaxRatio)
        {
            throw new InvalidModelException(
                $"{meshopt.Count} elements of {meshopt.ByteStride} bytes do not fit a view of {view.ByteLength} bytes from {compressed.Length}", where);
        }

        memory.Take(length, where);
        byte[] decoded = new byte[length];
        switch (meshopt.Mode)
        {
            case "ATTRIBUTES" when meshopt.ByteStride % 4 == 0 && meshopt.ByteStride <= 256:
                MeshoptVertexDecoder.Decode(compressed, decoded, meshopt.ByteStride, where);
                break;
            case "TRIANGLES" when meshopt.ByteStride is 2 or 4 && meshopt.Count % 3 == 0:
                MeshoptTriangleDecoder.Decode(compressed, decoded, meshopt.ByteStride, where);
                break;
            case "INDICES" when meshopt.ByteStride is 2 or 4:
                MeshoptIndexDecoder.Decode(compressed, decoded, meshopt.ByteStride, where);
                break;
            default:
                throw new InvalidModelException($"The mode {meshopt.Mode} with {meshopt.ByteStride} bytes an element does not exist", where);
        }

        MeshoptFilter.Apply(meshopt.Filter, decoded, meshopt.ByteStride, where);
        return decoded;
    }
}

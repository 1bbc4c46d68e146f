using System.Numerics;
using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Reads the many places of a mesh that one node stands for (EXT_mesh_gpu_instancing).</summary>
internal static class GltfInstances
{
    /// <summary>The maps from each instance's frame to the node's; null when the node places its mesh once.</summary>
    /// <exception cref="InvalidModelException">The attributes differ in length, or a transform is not affine and finite.</exception>
    public static Affine3d[]? Of(GltfNode node, GltfAccessors accessors, string referrer)
    {
        if (node.Extensions?.Instancing?.Attributes is not { } attributes)
        {
            return null;
        }

        string where = $"{referrer}.extensions.EXT_mesh_gpu_instancing";
        Vector3[]? translations = Read<Vector3>("TRANSLATION", "VEC3");
        Vector4[]? rotations = Read<Vector4>("ROTATION", "VEC4");
        Vector3[]? scales = Read<Vector3>("SCALE", "VEC3");
        if ((translations?.Length ?? rotations?.Length ?? scales?.Length) is not { } count)
        {
            return null;
        }

        if ((rotations?.Length ?? count) != count || (scales?.Length ?? count) != count)
        {
            throw new InvalidModelException($"There are {count} places, but {rotations?.Length ?? count} rotations and {scales?.Length ?? count} scales", where);
        }

        var maps = new Affine3d[count];
        for (int i = 0; i < count; i++)
        {
            maps[i] = GltfTransform.FromParts(
                translations?[i] ?? Vector3.Zero, rotations?[i] ?? new Vector4(0, 0, 0, 1), scales?[i] ?? Vector3.One, $"{where}, instance {i}");
        }

        return maps;

        T[]? Read<T>(string semantic, string type)
            where T : unmanaged =>
            attributes.TryGetValue(semantic, out int accessor) ? accessors.Read<T>(accessor, type, $"{where}.{semantic}") : null;
    }
}

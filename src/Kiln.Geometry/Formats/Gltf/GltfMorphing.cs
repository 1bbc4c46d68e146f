using System.Numerics;
using Kiln.Geometry.Formats.Gltf.Schema;
using Kiln.Geometry.Meshes;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Adds morph targets at their default weights (glTF 2.0, section 3.7.2.2).</summary>
internal static class GltfMorphing
{
    /// <summary>The mesh with every target of non-zero weight added to its positions, normals and tangents.</summary>
    public static TriangleMesh Apply(
        TriangleMesh mesh, GltfPrimitive primitive, GltfPrimitiveSource source, float[]? weights, int[]? order, GltfMemory memory, string where)
    {
        int targets = Math.Min(primitive.Targets?.Length ?? 0, weights?.Length ?? 0);
        for (int target = 0; target < targets; target++)
        {
            float weight = GltfElements.Number(weights![target], 0, "weights", where);
            if (weight == 0)
            {
                continue;
            }

            memory.Take((long)mesh.VertexCount * System.Runtime.CompilerServices.Unsafe.SizeOf<Vector3>(), where);
            mesh = mesh with
            {
                Positions = Moved(mesh.Positions, source.Displacement(target, "POSITION"), weight, order)!,
                Normals = Moved(mesh.Normals, source.Displacement(target, "NORMAL"), weight, order),
                Tangents = Moved(mesh.Tangents, source.Displacement(target, "TANGENT"), weight, order),
            };
        }

        return mesh;
    }

    private static Vector3[]? Moved(Vector3[]? values, Vector3[]? displacement, float weight, int[]? order)
    {
        if (values is null || displacement is null)
        {
            return values;
        }

        var moved = new Vector3[values.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = values[i] + (displacement[order is null ? i : order[i]] * weight);
        }

        return moved;
    }

    private static Vector4[]? Moved(Vector4[]? values, Vector3[]? displacement, float weight, int[]? order)
    {
        if (values is null || displacement is null)
        {
            return values;
        }

        var moved = new Vector4[values.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = values[i] + new Vector4(displacement[order is null ? i : order[i]] * weight, 0);
        }

        return moved;
    }
}

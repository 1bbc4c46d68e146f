using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>
/// The maps from a skinned mesh to the scene, one per joint, in the pose the file's nodes stand in (the bind pose of any file
/// that was saved without an animation applied): world transform of the joint after its inverse bind matrix.
/// </summary>
internal sealed class GltfSkinPose(Affine3d[] joints)
{
    /// <summary>The mesh in the scene's frame; the placing node's own transform has no effect on it (glTF 2.0, section 3.7.3.3).</summary>
    public TriangleMesh Apply(TriangleMesh mesh, GltfPrimitiveSource source, int[]? order, string where)
    {
        var influences = new List<(Vector4[] Joints, Vector4[] Weights)>();
        for (int set = 0; set < 4; set++)
        {
            if (source.Attribute<Vector4>($"JOINTS_{set}", "VEC4") is { } ids && source.Attribute<Vector4>($"WEIGHTS_{set}", "VEC4") is { } weights)
            {
                influences.Add((VertexData.Gather(ids, order), VertexData.Gather(weights, order)));
            }
        }

        if (influences.Count == 0)
        {
            throw new InvalidModelException("The mesh is placed with a skin, but has no JOINTS_0 and WEIGHTS_0", where);
        }

        var positions = new Vector3[mesh.VertexCount];
        Vector3[]? normals = mesh.Normals is null ? null : new Vector3[mesh.VertexCount];
        Vector4[]? tangents = mesh.Tangents is null ? null : new Vector4[mesh.VertexCount];
        for (int i = 0; i < positions.Length; i++)
        {
            Affine3d map = Blend(influences, i, where);
            positions[i] = (Vector3)map.Point(mesh.Positions[i]);
            if (normals is not null)
            {
                normals[i] = (Vector3)map.Normal(mesh.Normals![i]).Normalized();
            }

            if (tangents is not null)
            {
                Vector4 tangent = mesh.Tangents![i];
                tangents[i] = new Vector4((Vector3)map.Direction(new Vector3d(tangent.X, tangent.Y, tangent.Z)).Normalized(), tangent.W);
            }
        }

        return mesh with { Positions = positions, Normals = normals, Tangents = tangents };
    }

    private Affine3d Blend(List<(Vector4[] Joints, Vector4[] Weights)> influences, int vertex, string where)
    {
        var sum = new Affine3d(default, default, default, default);
        double total = 0;
        foreach ((Vector4[] ids, Vector4[] weights) in influences)
        {
            for (int c = 0; c < 4; c++)
            {
                double weight = weights[vertex][c];
                if (weight == 0)
                {
                    continue;
                }

                Affine3d joint = Joint(ids[vertex][c], vertex, where);
                sum = new Affine3d(
                    sum.X + (joint.X * weight), sum.Y + (joint.Y * weight), sum.Z + (joint.Z * weight), sum.Origin + (joint.Origin * weight));
                total += weight;
            }
        }

        // A vertex of no weight follows the first joint it names, as viewers have it; otherwise weights count by their shares.
        return total == 0
            ? Joint(influences[0].Joints[vertex].X, vertex, where)
            : new Affine3d(sum.X / total, sum.Y / total, sum.Z / total, sum.Origin / total);
    }

    private Affine3d Joint(float id, int vertex, string where) => id >= 0 && id < joints.Length
        ? joints[(int)id]
        : throw new InvalidModelException($"Joint {id} does not exist: the skin has {joints.Length} joints", $"{where}.attributes.JOINTS_0[{vertex}]");
}

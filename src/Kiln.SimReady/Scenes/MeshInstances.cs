using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.SimReady.Scenes;

/// <summary>
/// Finds the baked meshes that several nodes have placed. Cleaned once and moved they stay alike in every triangle, whereas each
/// cleaned by itself would be repaired a little otherwise where rounding decides.
/// </summary>
internal static class MeshInstances
{
    private const double NormalError = 1e-3;

    /// <summary>For each mesh, the first one that it is an instance of (itself, where there is none) and the motion from there to it.</summary>
    public static (int Original, Affine3d Motion)[] Of(IReadOnlyList<IReadOnlyList<TriangleMesh>> meshes) => RigidCopies.Find(
        meshes.Count, i => (meshes[i].Count, meshes[i].Sum(mesh => mesh.VertexCount)), (original, copy) => Motion(meshes[original], meshes[copy]));

    /// <summary>A cleaned mesh at another instance's place, with that one's material.</summary>
    public static TriangleMesh Moved(TriangleMesh cleaned, Affine3d motion, int material) => cleaned with
    {
        Positions = Array.ConvertAll(cleaned.Positions, position => (Vector3)motion.Point(position) + Vector3.Zero),
        Normals = cleaned.Normals is null ? null : Array.ConvertAll(cleaned.Normals, normal => Turned(normal, motion)),
        Tangents = cleaned.Tangents is null ? null : Array.ConvertAll(
            cleaned.Tangents, tangent => new Vector4(Turned(new(tangent.X, tangent.Y, tangent.Z), motion), tangent.W)),
        Material = material,
    };

    private static Affine3d? Motion(IReadOnlyList<TriangleMesh> original, IReadOnlyList<TriangleMesh> copy)
    {
        if (original.Count != copy.Count || !original.Zip(copy).All(pair => HaveTheSameData(pair.First, pair.Second)))
        {
            return null;
        }

        return RigidMotion.Between(Positions(original), Positions(copy)) is { } motion
            && original.Zip(copy).All(pair => NormalsAgree(pair.First.Normals, pair.Second.Normals, motion))
            ? motion
            : null;
    }

    // What baking leaves alone is shared between the instances.
    private static bool HaveTheSameData(TriangleMesh a, TriangleMesh b) =>
        ReferenceEquals(a.Indices, b.Indices)
        && ReferenceEquals(a.TexCoords0, b.TexCoords0)
        && ReferenceEquals(a.TexCoords1, b.TexCoords1)
        && ReferenceEquals(a.Colors, b.Colors)
        && a.VertexCount == b.VertexCount;

    private static bool NormalsAgree(Vector3[]? original, Vector3[]? copy, Affine3d motion) =>
        original is null || copy is null
            ? original is null && copy is null
            : original.Zip(copy).All(pair => (Turned(pair.First, motion) - pair.Second).Length() <= NormalError);

    private static Vector3d[] Positions(IReadOnlyList<TriangleMesh> meshes) =>
        [.. meshes.SelectMany(mesh => mesh.Positions).Select(position => (Vector3d)position)];

    private static Vector3 Turned(Vector3 direction, Affine3d motion) => (Vector3)motion.Direction(direction) + Vector3.Zero;
}

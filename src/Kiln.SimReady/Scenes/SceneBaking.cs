using System.Numerics;
using Kiln.Geometry;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>
/// Flattens a scene: every placed mesh becomes a part of its own, a root node with the identity transform whose vertices hold
/// their final positions. Parts keep the names of their nodes, or of their meshes when nodes are nameless.
/// </summary>
internal static class SceneBaking
{
    /// <summary>Flattens a scene after a further map.</summary>
    /// <param name="scene">Any scene.</param>
    /// <param name="map">Applied after the nodes' own transforms.</param>
    /// <param name="output">Told of parts that had to be dropped.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidModelException">No part is left.</exception>
    public static Scene Bake(Scene scene, Affine3d map, StepOutput output, CancellationToken cancellationToken)
    {
        Affine3d[] world = ScenePlacement.WorldTransforms(scene);
        List<Node> nodes = [];
        List<Mesh> meshes = [];
        int dropped = 0;
        for (int i = 0; i < world.Length; i++)
        {
            Node node = scene.Nodes[i];
            if (node.Mesh < 0)
            {
                continue;
            }

            Affine3d place = map.After(world[i]);
            if (!place.IsFinite || Math.Abs(place.Determinant) < double.Epsilon)
            {
                dropped++;
                continue;
            }

            Mesh mesh = scene.Meshes[node.Mesh];
            List<TriangleMesh> primitives = [];
            foreach (TriangleMesh primitive in mesh.Primitives)
            {
                cancellationToken.ThrowIfCancellationRequested();
                primitives.Add(Bake(primitive, place));
            }

            string name = node.Name.Length > 0 ? node.Name : mesh.Name;
            nodes.Add(new(name, -1, Affine3d.Identity, meshes.Count));
            meshes.Add(new(name, primitives));
        }

        if (dropped > 0)
        {
            output.Warn("SINGULAR_TRANSFORM", $"{dropped} nodes whose transforms flatten them to nothing were left out.");
        }

        return nodes.Count > 0
            ? scene with { Nodes = nodes, Meshes = meshes, DeclaredUnit = null, DeclaredUpAxis = null, Warnings = [] }
            : throw new InvalidModelException("Every mesh of the model is flattened to nothing by its node's transform");
    }

    private static TriangleMesh Bake(TriangleMesh mesh, Affine3d place)
    {
        Vector3[] positions = new Vector3[mesh.VertexCount];
        for (int i = 0; i < positions.Length; i++)
        {
            // Adding zero turns −0 into 0, so that equal places are equal bit for bit.
            positions[i] = (Vector3)place.Point(mesh.Positions[i]) + Vector3.Zero;
        }

        bool mirrored = place.Determinant < 0;
        return mesh with
        {
            Positions = positions,
            Normals = mesh.Normals is null ? null : Directions(mesh.Normals, n => place.Normal(n) * (mirrored ? -1 : 1)),
            Tangents = mesh.Tangents is null ? null : Tangents(mesh.Tangents, place, mirrored),
            Indices = mirrored ? Flipped(mesh.Indices) : mesh.Indices,
        };
    }

    private static Vector3[] Directions(Vector3[] directions, Func<Vector3d, Vector3d> map) =>
        Array.ConvertAll(directions, direction => (Vector3)map(direction).Normalized() + Vector3.Zero);

    // The bitangent's sign stands for handedness, which a mirror turns round.
    private static Vector4[] Tangents(Vector4[] tangents, Affine3d place, bool mirrored) =>
        Array.ConvertAll(tangents, tangent => new Vector4(
            (Vector3)place.Direction(new Vector3(tangent.X, tangent.Y, tangent.Z)).Normalized(),
            mirrored ? -tangent.W : tangent.W));

    private static int[] Flipped(int[] indices)
    {
        int[] flipped = new int[indices.Length];
        for (int i = 0; i < indices.Length; i += 3)
        {
            (flipped[i], flipped[i + 1], flipped[i + 2]) = (indices[i], indices[i + 2], indices[i + 1]);
        }

        return flipped;
    }
}

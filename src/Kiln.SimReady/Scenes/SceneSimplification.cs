using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Simplification;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>Simplifies a clean scene to the wanted number of triangles over all parts together.</summary>
internal static class SceneSimplification
{
    /// <summary>The simplified scene; the scene itself when no target was given or it has no more triangles than that.</summary>
    public static Scene Simplify(Scene scene, StepContext context, StepOutput output)
    {
        (_, int triangles) = GeometryCounts.Of(scene);
        if (!context.Parameters.Optimize || context.Parameters.TargetTriangleCount is not { } target || triangles <= target)
        {
            return scene;
        }

        TriangleMesh[] meshes = [.. scene.Meshes.SelectMany(mesh => mesh.Primitives)];
        SimplificationResult result = MeshSimplifier.Simplify(meshes, new() { TargetTriangles = target }, context.CancellationToken);
        output.Report["simplify"] = ReportJson.Node(new
        {
            Requested = target,
            Before = triangles,
            Reached = result.Triangles,
            result.RelativeError,
            ErrorM = result.Error,
            Stop = result.Stop.ToString(),
            result.SeamsRelaxed,
        });
        if (result.Triangles > target)
        {
            output.Warn(
                "SIMPLIFICATION_TARGET_NOT_REACHED",
                FormattableString.Invariant(
                    $"{result.Triangles} triangles are left of {triangles}, not {target}: going on would change the shape by more than 1% of its size or tear it."));
        }

        if (result.SeamsRelaxed)
        {
            output.Warn("SEAMS_RELAXED", "Texture seams stood in the way of the triangle target and were let go; textures may be stretched there.");
        }

        return WithMeshes(scene, result.Meshes);
    }

    /// <summary>The scene with other triangles for its primitives, in their order; what became empty is left out.</summary>
    private static Scene WithMeshes(Scene scene, IReadOnlyList<TriangleMesh> primitives)
    {
        List<Node> nodes = [];
        List<Mesh> meshes = [];
        int first = 0;
        foreach (Node node in scene.Nodes)
        {
            Mesh mesh = scene.Meshes[node.Mesh];
            TriangleMesh[] left = [.. primitives.Skip(first).Take(mesh.Primitives.Count).Where(primitive => primitive.TriangleCount > 0)];
            first += mesh.Primitives.Count;
            if (left.Length > 0)
            {
                nodes.Add(node with { Mesh = meshes.Count });
                meshes.Add(mesh with { Primitives = left });
            }
        }

        return scene with { Nodes = nodes, Meshes = meshes };
    }
}

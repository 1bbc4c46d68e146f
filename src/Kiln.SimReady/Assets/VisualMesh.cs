using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Assets;

/// <summary>A visible mesh: the triangles of one part with one material.</summary>
/// <param name="Name">Name, unique among the asset's meshes.</param>
/// <param name="Part">Name of its part in the clean GLB.</param>
/// <param name="Triangles">The triangles, in the clean GLB's frame.</param>
internal sealed record VisualMesh(string Name, string Part, TriangleMesh Triangles)
{
    /// <summary>All visible meshes of a clean scene, in the order of its nodes.</summary>
    public static IReadOnlyList<VisualMesh> AllOf(Scene scene)
    {
        PrimNames names = new();
        List<VisualMesh> meshes = [];
        foreach (Node node in scene.Nodes.Where(node => node.Mesh >= 0))
        {
            IReadOnlyList<TriangleMesh> primitives = scene.Meshes[node.Mesh].Primitives;
            foreach (TriangleMesh primitive in primitives)
            {
                string suffix = primitives.Count > 1 && primitive.Material >= 0
                    ? $"_{scene.Materials[primitive.Material].Name}"
                    : "";
                meshes.Add(new(names.Unique(node.Name + suffix, "part"), node.Name, primitive));
            }
        }

        return meshes;
    }
}

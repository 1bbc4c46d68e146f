using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Optimization;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>The last touch of a clean scene before it is written for clients.</summary>
internal static class SceneFinish
{
    /// <summary>Finishes and writes a clean scene.</summary>
    public static Scene Write(StepOutput output, string name, ArtifactRole role, Scene scene, StepContext context)
    {
        // Simplification and dropped parts may have changed the box: the base is centred on what is left.
        (Scene centred, _) = ScenePivot.Apply(scene, Affine3d.Identity, output, context.CancellationToken);
        Scene finished = centred with
        {
            Meshes = [.. centred.Meshes.Select(mesh => mesh with { Primitives = [.. mesh.Primitives.Select(primitive => Finish(primitive, centred, context))] })],
        };
        SceneFile.Write(output, name, finished, role);
        return finished;
    }

    private static TriangleMesh Finish(TriangleMesh mesh, Scene scene, StepContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        TextureReference? normalMap = mesh.Material < 0 ? null : scene.Materials[mesh.Material].NormalTexture;
        TriangleMesh withTangents = normalMap is null ? mesh with { Tangents = null } : TangentGenerator.Generate(mesh, normalMap.TexCoord);
        return context.Parameters.Optimize ? VertexOrder.Optimize(withTangents) : withTangents;
    }
}

using Kiln.Geometry.Numerics;
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
        SceneFile.Write(output, name, centred, role);
        return centred;
    }
}

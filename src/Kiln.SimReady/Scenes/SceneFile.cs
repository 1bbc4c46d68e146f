using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>Scenes between steps: GLB files of Kiln's own making.</summary>
internal static class SceneFile
{
    // What Kiln itself wrote was within the limits when it was read; only the reader's hard limits are left.
    private static readonly ModelReaderLimits OwnFiles = new()
    {
        MaxVertices = int.MaxValue,
        MaxTriangles = int.MaxValue,
        MaxNodes = int.MaxValue,
        MaxTexturePixels = long.MaxValue,
        MaxExpandedBytes = long.MaxValue / 2,
    };

    /// <summary>Reads a scene that an earlier step wrote.</summary>
    public static Scene Read(StepContext context, string name) =>
        ModelReader.Read(new("scene.glb", context.Read(name)), OwnFiles, context.CancellationToken);

    /// <summary>Writes a scene for a later step.</summary>
    public static void Write(StepOutput output, string name, Scene scene, ArtifactRole role = ArtifactRole.Working) =>
        output.Add(name, role, MediaTypes.Glb, GlbWriter.Write(scene));
}

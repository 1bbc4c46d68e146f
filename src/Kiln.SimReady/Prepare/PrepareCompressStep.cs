using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Prepare;

/// <summary>Simplifies to the wanted number of triangles and shrinks oversized textures.</summary>
internal sealed class PrepareCompressStep() : ConversionStep(ConversionPhase.Prepare, "compress", ArtifactNames.TransformedScene)
{
    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        Scene scene = SceneFile.Read(context, ArtifactNames.TransformedScene);
        context.Report(0.2);
        SceneFile.Write(output, ArtifactNames.CompressedScene, SceneCompression.Compress(scene, context, output));
        return output;
    }
}

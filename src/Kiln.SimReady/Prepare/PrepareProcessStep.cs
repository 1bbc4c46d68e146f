using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Prepare;

/// <summary>Finishes the intermediate GLB: centred base, final vertex order, checked by reading it back.</summary>
internal sealed class PrepareProcessStep() : ConversionStep(ConversionPhase.Prepare, "process", ArtifactNames.CompressedScene)
{
    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        Scene scene = SceneFile.Read(context, ArtifactNames.CompressedScene);
        context.Report(0.3);
        SceneFinish.Write(output, ArtifactNames.IntermediateGlb, ArtifactRole.IntermediateGlb, scene, context);
        return output;
    }
}

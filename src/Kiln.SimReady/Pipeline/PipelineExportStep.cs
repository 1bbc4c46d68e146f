using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Pipeline;

/// <summary>Reads the GLB. The preprocess phase's result needs no more than a look; a raw one is handed on with what it declares.</summary>
internal sealed class PipelineExportStep(bool isPrepared) : ConversionStep(
    ConversionPhase.Pipeline, "export", isPrepared ? ArtifactNames.IntermediateGlb : ArtifactNames.Source)
{
    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        if (isPrepared)
        {
            SceneFile.Read(context, ArtifactNames.IntermediateGlb);
            return output;
        }

        (Scene scene, SceneNotes notes) = SourceScene.Read(context, output);
        context.Report(0.6);
        SceneFile.Write(output, ArtifactNames.PipelineScene, scene);
        output.AddJson(ArtifactNames.PipelineNotes, notes);
        return output;
    }
}

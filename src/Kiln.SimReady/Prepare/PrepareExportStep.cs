using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Prepare;

/// <summary>Reads a file of any format and writes what it holds as GLB, still in its own unit and axes.</summary>
internal sealed class PrepareExportStep() : ConversionStep(ConversionPhase.Prepare, "export", ArtifactNames.Source)
{
    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        (Scene scene, SceneNotes notes) = SourceScene.Read(context, output);
        context.Report(0.6);
        SceneFile.Write(output, ArtifactNames.PreparedScene, PlainMaterial.Given(scene));
        output.AddJson(ArtifactNames.PreparedNotes, notes);
        output.InputStats = InputStatistics.Of(scene, ScenePlacement.Bounds(scene, Affine3d.Identity, context.CancellationToken));
        output.AddJson(ArtifactNames.InputStatistics, output.InputStats);
        return output;
    }
}

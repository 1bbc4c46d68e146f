using System.Text.Json.Nodes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Prepare;

/// <summary>Bakes all transforms, moves the origin to the centre of the base, welds and repairs.</summary>
internal sealed class PrepareTransformStep() : ConversionStep(
    ConversionPhase.Prepare, "transform", ArtifactNames.AlignedScene, ArtifactNames.InputStatistics)
{
    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        Scene scene = SceneFile.Read(context, ArtifactNames.AlignedScene);
        context.Report(0.3);
        (Scene placed, Vector3d offset) = ScenePivot.Apply(scene, Affine3d.Identity, output, context.CancellationToken);
        (Scene clean, bool wasWatertight) = SceneCleaning.Clean(
            placed, output, fraction => context.Report(0.4 + (0.4 * fraction)), context.CancellationToken);
        SceneFile.Write(output, ArtifactNames.TransformedScene, clean);
        AlignmentReport.AddPivot(output, offset);
        output.InputStats = InputStatistics.With(
            ReportJson.Read<JsonObject>(context.Read(ArtifactNames.InputStatistics)), watertight: wasWatertight);
        output.AddJson(ArtifactNames.InputStatistics, output.InputStats);
        return output;
    }
}

using System.Text.Json.Nodes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Prepare;

/// <summary>Decides unit and up axis, and turns the roots to metres with +Y up.</summary>
internal sealed class PrepareAlignStep() : ConversionStep(
    ConversionPhase.Prepare, "align", ArtifactNames.PreparedScene, ArtifactNames.PreparedNotes, ArtifactNames.InputStatistics)
{
    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        Scene scene = SceneFile.Read(context, ArtifactNames.PreparedScene);
        SceneNotes notes = ReportJson.Read<SceneNotes>(context.Read(ArtifactNames.PreparedNotes));
        context.Report(0.4);
        Bounds3d bounds = ScenePlacement.Bounds(scene, Affine3d.Identity, context.CancellationToken);
        SceneAlignment alignment = SceneAlignment.Decide(context.Parameters, notes, bounds.Diagonal);
        alignment.Warn(output);
        Scene aligned = scene with
        {
            Nodes =
            [
                .. scene.Nodes.Select(node =>
                    node.Parent < 0 ? node with { Transform = alignment.ToMetresYUp.After(node.Transform) } : node),
            ],
        };
        SceneFile.Write(output, ArtifactNames.AlignedScene, aligned);
        AlignmentReport.Add(output, alignment);
        output.InputStats = InputStatistics.With(
            ReportJson.Read<JsonObject>(context.Read(ArtifactNames.InputStatistics)), alignment);
        output.AddJson(ArtifactNames.InputStatistics, output.InputStats);
        return output;
    }
}

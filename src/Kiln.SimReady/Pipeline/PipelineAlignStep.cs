using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Pipeline;

/// <summary>
/// Makes the clean GLB: metres, +Y up, origin at the centre of the base, transforms baked, repaired, simplified when asked for.
/// For a file that went through the preprocess phase all this is done, and its result is the clean GLB.
/// </summary>
internal sealed class PipelineAlignStep(bool isPrepared) : ConversionStep(
    ConversionPhase.Pipeline,
    "align",
    isPrepared ? [ArtifactNames.IntermediateGlb] : [ArtifactNames.PipelineScene, ArtifactNames.PipelineNotes])
{
    internal override StepOutput Execute(StepContext context)
    {
        StepOutput output = new();
        Scene clean;
        if (isPrepared)
        {
            clean = SceneFile.Read(context, ArtifactNames.IntermediateGlb);
            output.Add(ArtifactNames.CleanGlb, ArtifactRole.CleanGlb, MediaTypes.Glb, context.Read(ArtifactNames.IntermediateGlb));
        }
        else
        {
            clean = Prepare(context, output);
        }

        output.Report["geometry"] = GeometryReport.Of(clean);
        return output;
    }

    private static Scene Prepare(StepContext context, StepOutput output)
    {
        Scene scene = SceneFile.Read(context, ArtifactNames.PipelineScene);
        SceneNotes notes = ReportJson.Read<SceneNotes>(context.Read(ArtifactNames.PipelineNotes));
        Bounds3d bounds = ScenePlacement.Bounds(scene, Affine3d.Identity, context.CancellationToken);
        SceneAlignment alignment = SceneAlignment.Decide(context.Parameters, notes, bounds.Diagonal);
        AlignmentReport.Add(output, alignment);
        context.Report(0.2);
        (Scene placed, Vector3d offset) = ScenePivot.Apply(scene, alignment.ToMetresYUp, output, context.CancellationToken);
        (Scene repaired, _) = SceneCleaning.Clean(
            placed, output, fraction => context.Report(0.3 + (0.3 * fraction)), context.CancellationToken);
        Scene compressed = SceneCompression.Compress(repaired, context, output);
        context.Report(0.9);
        AlignmentReport.AddPivot(output, offset);
        return SceneFinish.Write(output, ArtifactNames.CleanGlb, ArtifactRole.CleanGlb, compressed, context);
    }
}

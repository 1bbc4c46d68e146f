using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Pipeline;

internal sealed class PipelineAlignStep(bool isPrepared) : ConversionStep(ConversionPhase.Pipeline, "align", isPrepared ? [ArtifactNames.IntermediateGlb] : [ArtifactNames.PipelineScene, ArtifactNames.PipelineNotes])
{
    internal override StepOutput Execute(StepContext context) => new();
}

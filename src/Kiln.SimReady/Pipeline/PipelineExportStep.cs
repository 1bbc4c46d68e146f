using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Pipeline;

internal sealed class PipelineExportStep(bool isPrepared) : ConversionStep(ConversionPhase.Pipeline, "export", isPrepared ? ArtifactNames.IntermediateGlb : ArtifactNames.Source)
{
    internal override StepOutput Execute(StepContext context) => new();
}

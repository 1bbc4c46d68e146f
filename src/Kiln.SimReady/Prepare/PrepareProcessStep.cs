using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Prepare;

internal sealed class PrepareProcessStep() : ConversionStep(ConversionPhase.Prepare, "process", ArtifactNames.CompressedScene)
{
    internal override StepOutput Execute(StepContext context) => new();
}

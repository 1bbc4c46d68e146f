using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Prepare;

internal sealed class PrepareTransformStep() : ConversionStep(ConversionPhase.Prepare, "transform", ArtifactNames.AlignedScene)
{
    internal override StepOutput Execute(StepContext context) => new();
}

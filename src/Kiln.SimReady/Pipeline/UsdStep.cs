using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Pipeline;

internal sealed class UsdStep() : ConversionStep(ConversionPhase.Pipeline, "usd", ArtifactNames.CleanGlb, ArtifactNames.Physics, ArtifactNames.Collision)
{
    internal override StepOutput Execute(StepContext context) => new();
}

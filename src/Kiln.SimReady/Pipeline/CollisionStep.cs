using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Pipeline;

internal sealed class CollisionStep() : ConversionStep(ConversionPhase.Pipeline, "collision", ArtifactNames.CleanGlb)
{
    internal override StepOutput Execute(StepContext context) => new();
}

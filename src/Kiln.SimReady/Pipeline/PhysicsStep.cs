using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Pipeline;

internal sealed class PhysicsStep() : ConversionStep(ConversionPhase.Pipeline, "physics", ArtifactNames.CleanGlb)
{
    internal override StepOutput Execute(StepContext context) => new();
}

using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Pipeline;

internal sealed class MjcfStep() : ConversionStep(ConversionPhase.Pipeline, "mjcf", ArtifactNames.CleanGlb, ArtifactNames.Physics, ArtifactNames.Collision)
{
    internal override StepOutput Execute(StepContext context) => new();
}

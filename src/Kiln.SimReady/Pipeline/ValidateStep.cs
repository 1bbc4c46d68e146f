using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Pipeline;

internal sealed class ValidateStep() : ConversionStep(ConversionPhase.Pipeline, "validate", ArtifactNames.CleanGlb, ArtifactNames.Physics, ArtifactNames.Collision, ArtifactNames.FragmentPrefix, ArtifactNames.UsdPrefix, ArtifactNames.MjcfPrefix)
{
    internal override StepOutput Execute(StepContext context) => new();
}

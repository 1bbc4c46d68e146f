using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Prepare;

internal sealed class PrepareCompressStep() : ConversionStep(ConversionPhase.Prepare, "compress", ArtifactNames.TransformedScene)
{
    internal override StepOutput Execute(StepContext context) => new();
}

using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Prepare;

internal sealed class PrepareExportStep() : ConversionStep(ConversionPhase.Prepare, "export", ArtifactNames.Source)
{
    internal override StepOutput Execute(StepContext context) => new();
}

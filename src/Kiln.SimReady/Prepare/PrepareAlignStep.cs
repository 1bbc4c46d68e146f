using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Prepare;

internal sealed class PrepareAlignStep() : ConversionStep(ConversionPhase.Prepare, "align", ArtifactNames.PreparedScene, ArtifactNames.PreparedNotes)
{
    internal override StepOutput Execute(StepContext context) => new();
}

using Kiln.Checkers;

namespace Kiln.SimReady.Tests.ManyModels;

/// <summary>A theory over Debian's models; skipped with the reason on machines that cannot have them.</summary>
internal sealed class AssimpTheoryAttribute : TheoryAttribute
{
    public AssimpTheoryAttribute() => Skip = ModelCollections.AssimpUnavailable;
}

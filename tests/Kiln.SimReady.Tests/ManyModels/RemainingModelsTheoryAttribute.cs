namespace Kiln.SimReady.Tests.ManyModels;

/// <summary>A theory over the models that are left out unless <see cref="AllModels.Variable"/> is 1.</summary>
internal sealed class RemainingModelsTheoryAttribute : TheoryAttribute
{
    public RemainingModelsTheoryAttribute() =>
        Skip = AllModels.AreWanted ? null : $"Large models of a kind that others stand for; set {AllModels.Variable}=1 to convert them too.";
}

namespace Kiln.SimReady.Tests.ManyModels;

/// <summary>Whether the models are converted too that take long and show little that others do not.</summary>
internal static class AllModels
{
    public const string Variable = "KILN_ALL_MODELS";

    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable(Variable) == "1";
}

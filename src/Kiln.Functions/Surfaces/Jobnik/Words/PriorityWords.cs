namespace Kiln.Functions.Surfaces.Jobnik.Words;

/// <summary>The five priorities of the surface, spread over the 0–100 of the lifecycle.</summary>
internal static class PriorityWords
{
    public const string Default = "MEDIUM";

    private const int Step = 25;

    /// <summary>The words, the most urgent first.</summary>
    public static readonly string[] All = ["VERY_HIGH", "HIGH", Default, "LOW", "VERY_LOW"];

    /// <summary>The priority of a word that is known.</summary>
    public static int ValueOf(string word) => (All.Length - 1 - Array.IndexOf(All, word)) * Step;

    /// <summary>The word nearest to a priority, which the canonical API may have set between two words.</summary>
    public static string Of(int priority) => All[All.Length - 1 - ((Math.Clamp(priority, 0, 100) + (Step / 2)) / Step)];
}

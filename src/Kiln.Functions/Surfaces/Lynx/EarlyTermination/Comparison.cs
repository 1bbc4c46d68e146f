namespace Kiln.Functions.Surfaces.Lynx.EarlyTermination;

/// <summary>How a value is compared with a threshold.</summary>
internal static class Comparison
{
    /// <summary>The words, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> Words { get; } = ["lt", "lte", "gt", "gte", "eq", "neq"];

    /// <summary>Whether <paramref name="value"/> compares so with <paramref name="threshold"/>.</summary>
    public static bool Holds(string word, double value, double threshold) => word switch
    {
        "lt" => value < threshold,
        "lte" => value <= threshold,
        "gt" => value > threshold,
        "gte" => value >= threshold,
        "eq" => value == threshold,
        "neq" => value != threshold,
        _ => throw new ArgumentException($"'{word}' is no comparison.", nameof(word)),
    };
}

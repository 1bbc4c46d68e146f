using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>The outcome of the rule checks.</summary>
/// <param name="Passed">Null when they were skipped.</param>
/// <param name="Skipped">Whether they were skipped.</param>
/// <param name="Rules">Every rule.</param>
public sealed record ReportValidation(
    [property: JsonPropertyName("passed")] bool? Passed,
    [property: JsonPropertyName("skipped")] bool? Skipped,
    [property: JsonPropertyName("rules")] IReadOnlyList<ReportRule>? Rules);

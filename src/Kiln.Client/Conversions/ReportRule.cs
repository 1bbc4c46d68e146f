using System.Text.Json.Serialization;

namespace Kiln.Client.Conversions;

/// <summary>One rule and its result.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Result"><c>pass fail waived skipped</c>.</param>
/// <param name="Message">What is wrong, or null.</param>
public sealed record ReportRule(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("result")] string Result,
    [property: JsonPropertyName("message")] string? Message);

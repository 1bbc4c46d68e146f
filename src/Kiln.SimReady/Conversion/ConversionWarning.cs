using System.Text.Json.Serialization;

namespace Kiln.SimReady.Conversion;

/// <summary>Something about the input that was dropped, repaired or guessed.</summary>
/// <param name="Code">Stable code such as <c>NOT_WATERTIGHT</c>.</param>
/// <param name="Message">One sentence that says what happened.</param>
/// <param name="Advice">What the user can do about it; null when nothing.</param>
public sealed record ConversionWarning(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("advice")] string? Advice = null);

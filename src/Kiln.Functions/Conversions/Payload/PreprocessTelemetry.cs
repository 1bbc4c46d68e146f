using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>Times of the preprocess phase.</summary>
/// <param name="DurationMilliseconds">Sum of the steps.</param>
/// <param name="Steps">The steps done so far.</param>
internal sealed record PreprocessTelemetry(
    [property: JsonPropertyName("duration_ms")] long DurationMilliseconds,
    [property: JsonPropertyName("steps")] IReadOnlyList<PreprocessStepTime> Steps);

/// <summary>Time of one step.</summary>
/// <param name="Name">The step.</param>
/// <param name="DurationMilliseconds">How long it took.</param>
internal sealed record PreprocessStepTime(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("duration_ms")] long DurationMilliseconds);

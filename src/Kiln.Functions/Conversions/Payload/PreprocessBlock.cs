using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>How the preprocess phase went. For a GLB under <c>auto</c> all but the status is null.</summary>
/// <param name="Status"><c>skipped pending running completed failed</c>.</param>
internal sealed record PreprocessBlock([property: JsonPropertyName("status")] string Status)
{
    [JsonPropertyName("steps")]
    public IReadOnlyList<string>? Steps { get; init; }

    [JsonPropertyName("started_at")]
    public DateTimeOffset? StartedAt { get; init; }

    [JsonPropertyName("completed_at")]
    public DateTimeOffset? CompletedAt { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("input_stats")]
    public JsonElement? InputStats { get; init; }

    [JsonPropertyName("telemetry")]
    public PreprocessTelemetry? Telemetry { get; init; }

    [JsonPropertyName("intermediate_glb")]
    public FileLink? IntermediateGlb { get; init; }
}

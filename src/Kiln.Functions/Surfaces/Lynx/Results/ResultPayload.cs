using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Lynx.Results;

/// <summary>What came of a run.</summary>
internal sealed record ResultPayload
{
    [JsonPropertyName("job_id")]
    public required string JobId { get; init; }

    public required bool Success { get; init; }

    [JsonPropertyName("execution_time_secs")]
    public required double ExecutionTimeSeconds { get; init; }

    [JsonPropertyName("output_files")]
    public required IReadOnlyList<string> OutputFiles { get; init; }

    [JsonPropertyName("telemetry_data")]
    public required TelemetryData? TelemetryData { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Metadata { get; init; }

    [JsonPropertyName("error_message")]
    public required string? ErrorMessage { get; init; }
}

/// <summary>The samples of a run.</summary>
/// <param name="SampleCount">How many.</param>
/// <param name="FirstTime">Simulated seconds of the first.</param>
/// <param name="LastTime">Simulated seconds of the last.</param>
/// <param name="Url">Where they are read.</param>
internal sealed record TelemetryData(
    [property: JsonPropertyName("sample_count")] long SampleCount,
    [property: JsonPropertyName("first_t")] double? FirstTime,
    [property: JsonPropertyName("last_t")] double? LastTime,
    string Url);

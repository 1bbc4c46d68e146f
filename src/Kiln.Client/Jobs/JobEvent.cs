using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>Something that happened to a job.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Type">Such as <c>job.succeeded</c>.</param>
/// <param name="Time">When.</param>
/// <param name="Data">Facts, or null.</param>
public sealed record JobEvent(
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("data")] JsonElement? Data);

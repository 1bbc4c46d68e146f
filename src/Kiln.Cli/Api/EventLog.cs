using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Cli.Api;

/// <summary>A stretch of a job's event log.</summary>
internal sealed record EventLog(
    [property: JsonPropertyName("data")] IReadOnlyList<JobEvent> Data,
    [property: JsonPropertyName("meta")] EventLogMeta Meta);

/// <summary>The number of the last event so far, and whether none follows any more.</summary>
internal sealed record EventLogMeta(
    [property: JsonPropertyName("last")] long Last,
    [property: JsonPropertyName("terminal")] bool Terminal);

/// <summary>Something that happened to a job; numbered without gaps.</summary>
internal sealed record JobEvent(
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("data")] JsonElement Data);

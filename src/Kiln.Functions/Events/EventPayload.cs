using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Lifecycle.Events;

namespace Kiln.Functions.Events;

/// <summary>An event as readers of the log see it.</summary>
internal sealed record EventPayload(
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("data")] JsonElement? Data)
{
    public static EventPayload Of(JobEvent happened) => new(happened.Sequence, happened.Type, happened.Time, happened.Data);
}

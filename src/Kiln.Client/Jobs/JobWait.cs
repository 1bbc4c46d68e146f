using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>Why an unfinished job is not running.</summary>
/// <param name="Reason">Such as <c>slot</c>, <c>worker</c>, <c>retry_backoff</c>, <c>paused</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Detail">More for people, or null.</param>
public sealed record JobWait(
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("since")] DateTimeOffset? Since,
    [property: JsonPropertyName("detail")] string? Detail);

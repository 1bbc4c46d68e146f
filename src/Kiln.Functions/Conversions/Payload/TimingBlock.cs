using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>When the job reached its milestones.</summary>
internal sealed record TimingBlock(
    [property: JsonPropertyName("queued_at")] DateTimeOffset? QueuedAt,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("completed_at")] DateTimeOffset? CompletedAt);

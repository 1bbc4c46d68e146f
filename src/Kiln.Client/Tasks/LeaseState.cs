using System.Text.Json.Serialization;

namespace Kiln.Client.Tasks;

/// <summary>What a heartbeat learns.</summary>
/// <param name="Cancel">The job is being cancelled: stop and give the task back.</param>
/// <param name="Pause">The job is paused: stop and give the task back.</param>
/// <param name="LeaseExpiresAt">When the lease ends unless renewed.</param>
public sealed record LeaseState(
    [property: JsonPropertyName("cancel")] bool Cancel,
    [property: JsonPropertyName("pause")] bool Pause,
    [property: JsonPropertyName("lease_expires_at")] DateTimeOffset LeaseExpiresAt);

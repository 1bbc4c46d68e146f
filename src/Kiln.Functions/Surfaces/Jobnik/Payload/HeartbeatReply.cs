using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>What a worker is told when it says that it is alive.</summary>
/// <param name="Cancel">True when it is to stop: the job has ended or is to end.</param>
/// <param name="Pause">True while the job is paused; what is running may finish.</param>
/// <param name="LeaseExpiresAt">When the task is taken from it unless it says so again.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record HeartbeatReply(
    [property: JsonPropertyName("cancel")] bool Cancel,
    [property: JsonPropertyName("pause")] bool Pause,
    [property: JsonPropertyName("leaseExpiresAt")] DateTimeOffset LeaseExpiresAt);

using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>A run that a heartbeat names.</summary>
/// <param name="JobId">The job.</param>
/// <param name="LeaseToken">Secret of the attempt.</param>
public sealed record RunBeat(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("lease_token")] string LeaseToken);

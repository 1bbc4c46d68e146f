using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>What a registration grants.</summary>
/// <param name="Runner">The runner.</param>
/// <param name="RunnerToken">The runner's own key, shown this once.</param>
/// <param name="HeartbeatSeconds">How often to send a heartbeat.</param>
/// <param name="LeaseSeconds">How long a lease lasts unless renewed.</param>
/// <param name="MaxWaitSeconds">Longest wait of a claim.</param>
public sealed record RunnerGrant(
    [property: JsonPropertyName("runner")] RunnerIdentity Runner,
    [property: JsonPropertyName("runner_token")] string RunnerToken,
    [property: JsonPropertyName("heartbeat_interval_secs")] int HeartbeatSeconds,
    [property: JsonPropertyName("lease_secs")] int LeaseSeconds,
    [property: JsonPropertyName("max_wait_secs")] int MaxWaitSeconds);

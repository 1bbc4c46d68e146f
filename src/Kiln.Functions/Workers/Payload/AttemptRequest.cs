using System.Text.Json.Serialization;

namespace Kiln.Functions.Workers.Payload;

/// <summary>A report of an attempt that says no more than that it is alive, has begun, or is given back.</summary>
/// <param name="LeaseToken">The token of the claim.</param>
/// <param name="LeaseSeconds">How long the lease lasts from now; absent for the usual. Only a heartbeat reads it.</param>
internal sealed record AttemptRequest(
    [property: JsonPropertyName("lease_token")] string? LeaseToken,
    [property: JsonPropertyName("lease_seconds")] int? LeaseSeconds);

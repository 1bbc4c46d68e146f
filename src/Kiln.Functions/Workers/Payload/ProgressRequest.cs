using System.Text.Json.Serialization;

namespace Kiln.Functions.Workers.Payload;

/// <summary>How far an attempt is.</summary>
/// <param name="LeaseToken">The token of the claim.</param>
/// <param name="Percent">0–100 of the task.</param>
/// <param name="Step">What is being done, for people; absent leaves the last word.</param>
/// <param name="LeaseSeconds">How long the lease lasts from now; absent for the usual.</param>
internal sealed record ProgressRequest(
    [property: JsonPropertyName("lease_token")] string? LeaseToken,
    [property: JsonPropertyName("percent")] int? Percent,
    [property: JsonPropertyName("step")] string? Step,
    [property: JsonPropertyName("lease_seconds")] int? LeaseSeconds);

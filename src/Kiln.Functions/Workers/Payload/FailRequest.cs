using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Functions.Workers.Payload;

/// <summary>An attempt failed.</summary>
/// <param name="LeaseToken">The token of the claim.</param>
/// <param name="Message">Why, in one sentence.</param>
/// <param name="Code">A failure code; absent: <c>PROVIDER_ERROR</c>, or <c>PROCESSING_FAILED</c> when another attempt will not help.</param>
/// <param name="Retryable">Whether another attempt may help; absent: as the code says, and without a code true.</param>
/// <param name="Detail">More for people.</param>
/// <param name="Result">What was found out all the same, kept with the task.</param>
internal sealed record FailRequest(
    [property: JsonPropertyName("lease_token")] string? LeaseToken,
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("code")] string? Code,
    [property: JsonPropertyName("retryable")] bool? Retryable,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("result")] JsonElement? Result);

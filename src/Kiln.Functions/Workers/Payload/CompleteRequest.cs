using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Functions.Workers.Payload;

/// <summary>The work of a task is done.</summary>
/// <param name="LeaseToken">The token of the claim.</param>
/// <param name="Result">Small facts and references, kept with the task.</param>
internal sealed record CompleteRequest(
    [property: JsonPropertyName("lease_token")] string? LeaseToken,
    [property: JsonPropertyName("result")] JsonElement? Result);

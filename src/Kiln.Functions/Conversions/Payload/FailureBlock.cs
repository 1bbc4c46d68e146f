using System.Text.Json.Serialization;
using Kiln.Lifecycle.Failures;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>Why the job failed.</summary>
internal sealed record FailureBlock(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("phase")] string Phase,
    [property: JsonPropertyName("retryable")] bool Retryable,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("detail")] string? Detail)
{
    public static FailureBlock? Of(Failure? failure) => failure is null
        ? null
        : new(failure.Code, failure.Phase.ToString().ToLowerInvariant(), failure.Retryable, failure.Message, failure.Detail);
}

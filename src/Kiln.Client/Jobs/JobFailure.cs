using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>Why a job failed.</summary>
/// <param name="Code">Stable code, such as <c>VALIDATION_ERROR</c>.</param>
/// <param name="Phase"><c>preparing dispatching processing finalizing</c>.</param>
/// <param name="Retryable">Whether another attempt may help.</param>
/// <param name="Message">One sentence.</param>
public sealed record JobFailure(
    [property: JsonPropertyName("code")] string? Code,
    [property: JsonPropertyName("phase")] string? Phase,
    [property: JsonPropertyName("retryable")] bool Retryable,
    [property: JsonPropertyName("message")] string? Message);

using System.Text.Json.Serialization;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>Why an unfinished job is not running.</summary>
internal sealed record WaitingBlock(
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("since")] DateTimeOffset Since,
    [property: JsonPropertyName("detail")] string? Detail)
{
    public static WaitingBlock? Of(Job job, DateTimeOffset now) =>
        Waiting.For(job, now) is { } waiting ? new(waiting.Reason, waiting.Since, waiting.Detail) : null;
}

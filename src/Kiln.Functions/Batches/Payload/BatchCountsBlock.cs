using System.Text.Json.Serialization;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches.Payload;

/// <summary>How many jobs of a batch stand where.</summary>
internal sealed record BatchCountsBlock(
    [property: JsonPropertyName("pending")] long Pending,
    [property: JsonPropertyName("preparing")] long Preparing,
    [property: JsonPropertyName("held")] long Held,
    [property: JsonPropertyName("claimed")] long Claimed,
    [property: JsonPropertyName("running")] long Running,
    [property: JsonPropertyName("succeeded")] long Succeeded,
    [property: JsonPropertyName("failed")] long Failed,
    [property: JsonPropertyName("timedOut")] long TimedOut,
    [property: JsonPropertyName("cancelled")] long Cancelled)
{
    public static BatchCountsBlock Of(BatchCounts counts) => new(
        counts.Pending,
        counts.Preparing,
        counts.Held,
        counts.Claimed,
        counts.Running,
        counts.Succeeded,
        counts.Failed,
        counts.TimedOut,
        counts.Cancelled);
}

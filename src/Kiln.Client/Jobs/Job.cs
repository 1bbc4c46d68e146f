using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>A job of any kind as it stands: <c>accepted preparing held queued claimed running succeeded failed timed_out cancelled</c>.</summary>
public sealed record Job : SubmittedWork
{
    /// <summary>What is being done right now, for people.</summary>
    [JsonPropertyName("step")]
    public string? Step { get; init; }

    /// <summary>Percent, 0–100.</summary>
    [JsonPropertyName("progress")]
    public int Progress { get; init; }

    /// <summary>Paused.</summary>
    [JsonPropertyName("suspended")]
    public bool Suspended { get; init; }

    /// <summary>Why it is not running, or null.</summary>
    [JsonPropertyName("waiting")]
    public JobWait? Waiting { get; init; }

    /// <summary>Why it failed, or null.</summary>
    [JsonPropertyName("failure")]
    public JobFailure? Failure { get; init; }

    /// <summary>What the client sent.</summary>
    [JsonPropertyName("parameters")]
    public JsonElement? Parameters { get; init; }

    /// <summary>The batch it belongs to, or null.</summary>
    [JsonPropertyName("batchId")]
    public string? BatchId { get; init; }

    /// <summary>When it times out, or null.</summary>
    [JsonPropertyName("deadline")]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Sequence number of its newest event.</summary>
    [JsonPropertyName("lastSequence")]
    public long LastSequence { get; init; }

    /// <summary>True when the job will not change again, unless it is retried.</summary>
    [JsonIgnore]
    public bool IsTerminal => Status is "succeeded" or "failed" or "timed_out" or "cancelled";
}

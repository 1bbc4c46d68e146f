using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>A job of any kind as it stands.</summary>
public sealed record Job
{
    /// <summary>Identifier.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The HTTP surface that made it, such as <c>jobs</c> or <c>conversions</c>.</summary>
    [JsonPropertyName("surface")]
    public string? Surface { get; init; }

    /// <summary>The kind of work.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary><c>accepted preparing held queued claimed running succeeded failed timed_out cancelled</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>What is being done right now, for people.</summary>
    [JsonPropertyName("step")]
    public string? Step { get; init; }

    /// <summary>Percent, 0–100.</summary>
    [JsonPropertyName("progress")]
    public int Progress { get; init; }

    /// <summary>0–100; larger goes first.</summary>
    [JsonPropertyName("priority")]
    public int Priority { get; init; }

    /// <summary>A cancel waits for an executor to stop.</summary>
    [JsonPropertyName("cancelRequested")]
    public bool CancelRequested { get; init; }

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

    /// <summary>Searchable words.</summary>
    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The batch it belongs to, or null.</summary>
    [JsonPropertyName("batchId")]
    public string? BatchId { get; init; }

    /// <summary>When it times out, or null.</summary>
    [JsonPropertyName("deadline")]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>When it was accepted.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When work first began, or null.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    [JsonPropertyName("completedAt")]
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Sequence number of its newest event.</summary>
    [JsonPropertyName("lastSequence")]
    public long LastSequence { get; init; }

    /// <summary>True when the job will not change again, unless it is retried.</summary>
    [JsonIgnore]
    public bool IsTerminal => Status is "succeeded" or "failed" or "timed_out" or "cancelled";
}

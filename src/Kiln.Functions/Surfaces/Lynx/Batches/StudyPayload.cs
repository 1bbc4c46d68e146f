using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>A batch with where its jobs stand.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="JobsByStatus">Jobs by the word for where they stand, without zeros; they sum to the batch's total.</param>
/// <param name="Throughput">Ended jobs a minute, lately.</param>
/// <param name="MinutesLeft">Minutes until all have ended, if it goes on like this; null when that cannot be told, or none is left.</param>
internal sealed record StudyStatus(
    StudyPayload Batch,
    [property: JsonPropertyName("jobs_by_status")] IReadOnlyDictionary<string, long> JobsByStatus,
    [property: JsonPropertyName("throughput_jobs_per_minute")] double Throughput,
    [property: JsonPropertyName("estimated_completion_time_mins")] double? MinutesLeft);

/// <summary>A batch as clients see it.</summary>
internal sealed record StudyPayload
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    [JsonPropertyName("total_jobs")]
    public required int TotalJobs { get; init; }

    [JsonPropertyName("completed_jobs")]
    public required long CompletedJobs { get; init; }

    [JsonPropertyName("failed_jobs")]
    public required long FailedJobs { get; init; }

    [JsonPropertyName("config_hash")]
    public required string ConfigHash { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    public required long Seed { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    [JsonPropertyName("cancel_requested")]
    public required bool CancelRequested { get; init; }

    [JsonPropertyName("started_at")]
    public required DateTimeOffset? StartedAt { get; init; }

    [JsonPropertyName("completed_at")]
    public required DateTimeOffset? CompletedAt { get; init; }

    [JsonPropertyName("expanded_jobs")]
    public required int ExpandedJobs { get; init; }
}

/// <summary>A page of batches.</summary>
/// <param name="Batches">The batches, newest first.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
internal sealed record StudyPage(
    IReadOnlyList<StudyPayload> Batches, [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>That a study was accepted.</summary>
/// <param name="BatchId">Its batch.</param>
/// <param name="TotalJobs">Its runs.</param>
/// <param name="MinutesLeft">Always null: nothing has run yet.</param>
internal sealed record AcceptedStudy(
    [property: JsonPropertyName("batch_id")] string BatchId,
    [property: JsonPropertyName("total_jobs")] int TotalJobs,
    [property: JsonPropertyName("estimated_completion_time_mins")] double? MinutesLeft);

using System.Text.Json.Serialization;
using Kiln.Functions.Jobs.Payload;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches.Payload;

/// <summary>A batch, in canonical words.</summary>
internal sealed record BatchPayload : SubmittedPayload
{
    [JsonPropertyName("total")]
    public required int Total { get; init; }

    /// <summary>Jobs by state, which sum to the total; null in a listing while the batch has not ended.</summary>
    [JsonPropertyName("counts")]
    public required BatchCountsBlock? Counts { get; init; }

    /// <summary>Percent of the jobs that have ended; null where the counts are.</summary>
    [JsonPropertyName("progress")]
    public required int? Progress { get; init; }

    [JsonPropertyName("throughputPerMinute")]
    public required double? ThroughputPerMinute { get; init; }

    [JsonPropertyName("estimatedMinutesLeft")]
    public required double? EstimatedMinutesLeft { get; init; }

    /// <summary>Jobs that are stored.</summary>
    [JsonPropertyName("expanded")]
    public required int Expanded { get; init; }

    /// <summary>Credits that each job costs.</summary>
    [JsonPropertyName("creditsPerJob")]
    public required int CreditsPerJob { get; init; }

    /// <summary>A batch as its record says.</summary>
    public static BatchPayload Of(Batch batch) => Of(batch, batch.Counts, recent: null, leastEnded: 0);

    /// <summary>A batch with what is true of its jobs.</summary>
    public static BatchPayload Of(Batch batch, BatchCounts? counts, RecentEnds? recent, int leastEnded) => new()
    {
        Id = batch.Id,
        Surface = batch.Surface,
        Type = batch.Type,
        Name = batch.Name,
        Status = BatchWords.Of(batch.State),
        Total = batch.Total,
        Counts = counts is null ? null : BatchCountsBlock.Of(counts),
        Progress = counts is null ? null : (int)(100 * counts.Ended / counts.Total),
        ThroughputPerMinute = recent is null ? null : Math.Round(recent.PerMinute, 1),
        EstimatedMinutesLeft = counts is not null && recent?.MinutesLeft(counts, leastEnded) is { } minutes ? Math.Round(minutes, 1) : null,
        Expanded = batch.Expanded,
        CancelRequested = batch.CancelRequested,
        Priority = batch.Priority,
        Labels = batch.Labels,
        CreditsPerJob = batch.Price,
        CreatedAt = batch.CreatedAt,
        StartedAt = batch.StartedAt,
        CompletedAt = batch.CompletedAt,
        UpdatedAt = batch.UpdatedAt,
    };
}

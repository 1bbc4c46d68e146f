using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Conversions.Payload;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Jobs.Payload;

/// <summary>A job of any surface, in canonical words.</summary>
internal sealed record JobPayload : SubmittedPayload
{
    [JsonPropertyName("step")]
    public required string? Step { get; init; }

    [JsonPropertyName("progress")]
    public required int Progress { get; init; }

    [JsonPropertyName("suspended")]
    public required bool Suspended { get; init; }

    [JsonPropertyName("deadLettered")]
    public required bool DeadLettered { get; init; }

    [JsonPropertyName("retries")]
    public required int Retries { get; init; }

    [JsonPropertyName("waiting")]
    public required WaitingBlock? Waiting { get; init; }

    [JsonPropertyName("failure")]
    public required FailureBlock? Failure { get; init; }

    [JsonPropertyName("credits")]
    public required CreditsBlock Credits { get; init; }

    [JsonPropertyName("parameters")]
    public required JsonElement? Parameters { get; init; }

    [JsonPropertyName("batchId")]
    public required string? BatchId { get; init; }

    [JsonPropertyName("sourceJobId")]
    public required string? SourceJobId { get; init; }

    [JsonPropertyName("deadline")]
    public required DateTimeOffset? Deadline { get; init; }

    [JsonPropertyName("queuedAt")]
    public required DateTimeOffset? QueuedAt { get; init; }

    [JsonPropertyName("lastSequence")]
    public required long LastSequence { get; init; }

    public static JobPayload Of(Job job, DateTimeOffset now) => new()
    {
        Id = job.Id,
        Surface = job.Surface,
        Type = job.Type,
        Name = job.Name,
        Status = JobWords.Of(job.State),
        Step = job.Step,
        Progress = job.Progress,
        Priority = job.Priority,
        CancelRequested = job.CancelRequested,
        Suspended = job.Suspended,
        DeadLettered = job.DeadLettered,
        Retries = job.Retries,
        Waiting = WaitingBlock.Of(job, now),
        Failure = FailureBlock.Of(job.Failure),
        Credits = CreditsBlock.Of(job.Reservation),
        Parameters = job.Parameters,
        Labels = job.Labels,
        BatchId = job.BatchId,
        SourceJobId = job.SourceJobId,
        Deadline = job.Deadline,
        CreatedAt = job.CreatedAt,
        QueuedAt = job.QueuedAt,
        StartedAt = job.StartedAt,
        CompletedAt = job.CompletedAt,
        UpdatedAt = job.UpdatedAt,
        LastSequence = job.LastSequence,
    };
}

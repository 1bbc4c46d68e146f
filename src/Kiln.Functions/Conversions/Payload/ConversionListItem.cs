using System.Text.Json.Serialization;
using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>A row of the list of conversions.</summary>
internal sealed record ConversionListItem
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("stage")]
    public required string? Stage { get; init; }

    [JsonPropertyName("progress")]
    public required int Progress { get; init; }

    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    [JsonPropertyName("job_type")]
    public required string JobType { get; init; }

    [JsonPropertyName("credits_charged")]
    public required int CreditsCharged { get; init; }

    [JsonPropertyName("error")]
    public required string? Error { get; init; }

    [JsonPropertyName("file_size_bytes")]
    public required long? FileSizeBytes { get; init; }

    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("updatedAt")]
    public required DateTimeOffset UpdatedAt { get; init; }

    public static ConversionListItem Of(Job job, KilnOptions options) => new()
    {
        Id = job.Id,
        Status = ConversionWords.Of(job.State, options.CancelledWord),
        Stage = job.Step,
        Progress = job.Progress,
        FileName = job.Name,
        JobType = job.Type,
        CreditsCharged = CreditsBlock.Of(job.Reservation).Price,
        Error = ConversionDetail.ErrorOf(job),
        FileSizeBytes = ConversionJobs.Input(job)?.SizeBytes,
        CreatedAt = job.CreatedAt,
        UpdatedAt = job.UpdatedAt,
    };
}

using System.Text.Json.Serialization;
using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>The answer to a submission.</summary>
internal sealed record ConversionSummary
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    [JsonPropertyName("progress")]
    public required int Progress { get; init; }

    [JsonPropertyName("job_type")]
    public required string JobType { get; init; }

    [JsonPropertyName("credits_charged")]
    public required int CreditsCharged { get; init; }

    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("stage")]
    public required string? Stage { get; init; }

    [JsonPropertyName("source_job_id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SourceJobId { get; init; }

    [JsonPropertyName("links")]
    public required LinksBlock Links { get; init; }

    public static ConversionSummary Of(Job job, string self, KilnOptions options) => new()
    {
        Id = job.Id,
        Status = ConversionWords.Of(job.State, options.CancelledWord),
        FileName = job.Name,
        Progress = job.Progress,
        JobType = job.Type,
        CreditsCharged = CreditsBlock.Of(job.Reservation).Price,
        CreatedAt = job.CreatedAt,
        Stage = job.Step,
        SourceJobId = job.SourceJobId,
        Links = LinksBlock.Of(self),
    };
}

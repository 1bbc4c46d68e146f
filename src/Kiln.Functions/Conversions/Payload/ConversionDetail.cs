using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>The full payload of a conversion.</summary>
internal sealed record ConversionDetail
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("filename")]
    public required string FileName { get; init; }

    [JsonPropertyName("job_type")]
    public required string JobType { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("physiq_job_id")]
    public required string? PhysiqJobId { get; init; }

    [JsonPropertyName("file_size_bytes")]
    public required long? FileSizeBytes { get; init; }

    [JsonPropertyName("stage")]
    public required string? Stage { get; init; }

    [JsonPropertyName("progress")]
    public required int Progress { get; init; }

    [JsonPropertyName("error")]
    public required string? Error { get; init; }

    [JsonPropertyName("failure")]
    public required FailureBlock? Failure { get; init; }

    [JsonPropertyName("timing")]
    public required TimingBlock Timing { get; init; }

    [JsonPropertyName("parameters")]
    public required JsonElement? Parameters { get; init; }

    [JsonPropertyName("report")]
    public required JsonObject? Report { get; init; }

    [JsonPropertyName("credits_charged")]
    public required int CreditsCharged { get; init; }

    [JsonPropertyName("credits")]
    public required CreditsBlock Credits { get; init; }

    [JsonPropertyName("input")]
    public required InputBlock Input { get; init; }

    [JsonPropertyName("preprocess")]
    public required PreprocessBlock Preprocess { get; init; }

    [JsonPropertyName("output")]
    public required OutputBlock Output { get; init; }

    [JsonPropertyName("source_job")]
    public JsonObject? SourceJob { get; init; }

    [JsonPropertyName("simulations")]
    public IReadOnlyList<JsonObject> Simulations { get; init; } = [];

    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("updatedAt")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [JsonPropertyName("cancelRequested")]
    public required bool CancelRequested { get; init; }

    [JsonPropertyName("suspended")]
    public required bool Suspended { get; init; }

    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    [JsonPropertyName("maxAttempts")]
    public required int MaxAttempts { get; init; }

    [JsonPropertyName("waiting")]
    public required WaitingBlock? Waiting { get; init; }

    [JsonPropertyName("labels")]
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    [JsonPropertyName("batch_id")]
    public required string? BatchId { get; init; }

    [JsonPropertyName("links")]
    public required LinksBlock Links { get; init; }

    /// <summary>The one sentence that a failed or cancelled job shows.</summary>
    public static string? ErrorOf(Job job) =>
        job.State == JobState.Cancelled ? "The job was cancelled" : job.Failure?.Message;
}

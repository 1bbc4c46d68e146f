using System.Text.Json.Serialization;
using Kiln.Client.Jobs;

namespace Kiln.Client.Conversions;

/// <summary>A conversion as it stands.</summary>
public sealed record Conversion
{
    /// <summary>Identifier of the job.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary><c>submitting preprocessing queued running completed failed cancelled</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>Current step, for people only.</summary>
    [JsonPropertyName("stage")]
    public string? Stage { get; init; }

    /// <summary>Percent, 0–100.</summary>
    [JsonPropertyName("progress")]
    public int Progress { get; init; }

    /// <summary>Name of the model file.</summary>
    [JsonPropertyName("filename")]
    public string? FileName { get; init; }

    /// <summary>Such as <c>glb_to_simready</c>.</summary>
    [JsonPropertyName("job_type")]
    public string? JobType { get; init; }

    /// <summary>One sentence when it failed or was cancelled.</summary>
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    /// <summary>Why it failed, or null.</summary>
    [JsonPropertyName("failure")]
    public JobFailure? Failure { get; init; }

    /// <summary>Credits held or charged.</summary>
    [JsonPropertyName("credits_charged")]
    public int CreditsCharged { get; init; }

    /// <summary>What was measured; null before the end.</summary>
    [JsonPropertyName("report")]
    public ConversionReport? Report { get; init; }

    /// <summary>The files that were made.</summary>
    [JsonPropertyName("output")]
    public ConversionOutput? Output { get; init; }

    /// <summary>Why it is not running, or null.</summary>
    [JsonPropertyName("waiting")]
    public JobWait? Waiting { get; init; }

    /// <summary>When it was accepted.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>True when the job will not change again, unless it is retried.</summary>
    [JsonIgnore]
    public bool IsTerminal => Status is "completed" or "failed" or "cancelled";
}

using System.Text.Json.Serialization;

namespace Kiln.Cli.Api;

/// <summary>The parts of a conversion's payload that the command line shows.</summary>
internal sealed record Conversion
{
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

    [JsonPropertyName("filename")]
    public string? FileName { get; init; }

    [JsonPropertyName("job_type")]
    public string? JobType { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("failure")]
    public ConversionFailure? Failure { get; init; }

    [JsonPropertyName("credits_charged")]
    public int CreditsCharged { get; init; }

    [JsonPropertyName("report")]
    public ConversionReport? Report { get; init; }

    [JsonPropertyName("output")]
    public ConversionOutput? Output { get; init; }

    [JsonPropertyName("waiting")]
    public ConversionWait? Waiting { get; init; }

    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>True when the job will not change again.</summary>
    [JsonIgnore]
    public bool IsTerminal => Status is "completed" or "failed" or "cancelled";
}

/// <summary>Why a conversion failed.</summary>
internal sealed record ConversionFailure(
    [property: JsonPropertyName("code")] string? Code,
    [property: JsonPropertyName("phase")] string? Phase,
    [property: JsonPropertyName("message")] string? Message);

/// <summary>Why an unfinished conversion is not running.</summary>
internal sealed record ConversionWait([property: JsonPropertyName("reason")] string? Reason);

/// <summary>The files that a conversion made.</summary>
internal sealed record ConversionOutput(
    [property: JsonPropertyName("model")] OutputFile? Model,
    [property: JsonPropertyName("mjcf_package")] OutputFile? MjcfPackage,
    [property: JsonPropertyName("glb")] OutputFile? Glb,
    [property: JsonPropertyName("usdz")] OutputFile? Usdz);

/// <summary>A file behind a presigned URL, which is its own permission.</summary>
internal sealed record OutputFile(
    [property: JsonPropertyName("url")] Uri Url,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("size")] long? Size);

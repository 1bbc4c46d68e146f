using System.Text.Json.Serialization;

namespace Kiln.Functions.Jobs.Noop;

/// <summary>What a job that does nothing does, step by step.</summary>
internal sealed record NoopParameters
{
    /// <summary>How many stages it goes through.</summary>
    [JsonPropertyName("steps")]
    public int Steps { get; init; } = 1;

    /// <summary>How long each stage takes, in seconds.</summary>
    [JsonPropertyName("delay_seconds")]
    public double DelaySeconds { get; init; }

    /// <summary>The code that attempts of the last stage fail with; null when they do not.</summary>
    [JsonPropertyName("fail")]
    public string? Fail { get; init; }

    /// <summary>How many attempts fail; null for all. A retried or redriven job has used up every attempt of its earlier lives.</summary>
    [JsonPropertyName("fail_attempts")]
    public int? FailAttempts { get; init; }

    /// <summary>The longest time of one attempt, in seconds; null for no limit but the job's own.</summary>
    [JsonPropertyName("attempt_timeout_seconds")]
    public int? AttemptTimeoutSeconds { get; init; }
}

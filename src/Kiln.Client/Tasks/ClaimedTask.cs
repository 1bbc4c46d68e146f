using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Client.Tasks;

/// <summary>A task that this worker took, and the right to work on it.</summary>
public sealed record ClaimedTask
{
    /// <summary>The job.</summary>
    [JsonPropertyName("job_id")]
    public required string JobId { get; init; }

    /// <summary>The task.</summary>
    [JsonPropertyName("task_id")]
    public required string TaskId { get; init; }

    /// <summary>The type of its stage, one of those asked for.</summary>
    [JsonPropertyName("stage")]
    public string? Stage { get; init; }

    /// <summary>What the whole stage is about, as the submitter gave it.</summary>
    [JsonPropertyName("stage_data")]
    public JsonElement? StageData { get; init; }

    /// <summary>What people call the job.</summary>
    [JsonPropertyName("job_name")]
    public string? JobName { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    [JsonPropertyName("attempt")]
    public int Attempt { get; init; }

    /// <summary>Total tries allowed.</summary>
    [JsonPropertyName("max_attempts")]
    public int MaxAttempts { get; init; } = 1;

    /// <summary>What it works on, as the submitter gave it.</summary>
    [JsonPropertyName("data")]
    public JsonElement? Data { get; init; }

    /// <summary>Secret of the attempt; goes along with every report.</summary>
    [JsonPropertyName("lease_token")]
    public required string LeaseToken { get; init; }

    /// <summary>When the lease ends unless renewed.</summary>
    [JsonPropertyName("lease_expires_at")]
    public DateTimeOffset LeaseExpiresAt { get; init; }
}

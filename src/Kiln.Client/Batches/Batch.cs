using System.Text.Json.Serialization;

namespace Kiln.Client.Batches;

/// <summary>Many jobs of one type, submitted at once.</summary>
public sealed record Batch
{
    /// <summary>Identifier.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The type of its jobs.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary><c>pending running completed failed cancelled</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>How many jobs it has.</summary>
    [JsonPropertyName("total")]
    public int Total { get; init; }

    /// <summary>Jobs by state, which sum to the total; null in a listing while it has not ended.</summary>
    [JsonPropertyName("counts")]
    public BatchCounts? Counts { get; init; }

    /// <summary>Percent of the jobs that have ended; null where the counts are.</summary>
    [JsonPropertyName("progress")]
    public int? Progress { get; init; }

    /// <summary>Minutes until the rest has ended, at the present rate; null when that cannot be told.</summary>
    [JsonPropertyName("estimatedMinutesLeft")]
    public double? EstimatedMinutesLeft { get; init; }

    /// <summary>A cancel was asked for.</summary>
    [JsonPropertyName("cancelRequested")]
    public bool CancelRequested { get; init; }

    /// <summary>When it was accepted.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last job ended, or null.</summary>
    [JsonPropertyName("completedAt")]
    public DateTimeOffset? CompletedAt { get; init; }
}

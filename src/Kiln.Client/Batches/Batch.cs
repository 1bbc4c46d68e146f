using System.Text.Json.Serialization;
using Kiln.Client.Jobs;

namespace Kiln.Client.Batches;

/// <summary>Many jobs of one type, submitted at once. Its status is one of <c>pending running completed failed cancelled</c>.</summary>
public sealed record Batch : SubmittedWork
{
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
}

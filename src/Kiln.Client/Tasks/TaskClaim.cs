using System.Text.Json.Serialization;

namespace Kiln.Client.Tasks;

/// <summary>What a worker asks for.</summary>
public sealed record TaskClaim
{
    /// <summary>The stage types whose tasks it runs; at least one.</summary>
    [JsonPropertyName("types")]
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The worker's name, shown with the task.</summary>
    [JsonPropertyName("worker")]
    public required string Worker { get; init; }

    /// <summary>How long the service may hold the reply until a task is ready, in seconds; at most 20.</summary>
    [JsonPropertyName("wait_seconds")]
    public int WaitSeconds { get; init; }

    /// <summary>How long the lease lasts unless renewed, in seconds; null takes the service's own.</summary>
    [JsonPropertyName("lease_seconds")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LeaseSeconds { get; init; }
}

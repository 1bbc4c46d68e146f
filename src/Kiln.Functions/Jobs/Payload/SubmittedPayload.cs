using System.Text.Json.Serialization;

namespace Kiln.Functions.Jobs.Payload;

/// <summary>What replies say of everything that was submitted, be it a job or a batch of them.</summary>
internal abstract record SubmittedPayload
{
    // Whoever reads a reply by eye looks for these first.
    private const int First = -1;

    [JsonPropertyName("id"), JsonPropertyOrder(First)]
    public required string Id { get; init; }

    [JsonPropertyName("surface"), JsonPropertyOrder(First)]
    public required string Surface { get; init; }

    [JsonPropertyName("type"), JsonPropertyOrder(First)]
    public required string Type { get; init; }

    [JsonPropertyName("name"), JsonPropertyOrder(First)]
    public required string Name { get; init; }

    [JsonPropertyName("status"), JsonPropertyOrder(First)]
    public required string Status { get; init; }

    [JsonPropertyName("priority")]
    public required int Priority { get; init; }

    [JsonPropertyName("cancelRequested")]
    public required bool CancelRequested { get; init; }

    [JsonPropertyName("labels")]
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("startedAt")]
    public required DateTimeOffset? StartedAt { get; init; }

    [JsonPropertyName("completedAt")]
    public required DateTimeOffset? CompletedAt { get; init; }

    [JsonPropertyName("updatedAt")]
    public required DateTimeOffset UpdatedAt { get; init; }
}

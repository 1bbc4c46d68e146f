using System.Text.Json.Serialization;

namespace Kiln.Client.Jobs;

/// <summary>What is known of everything that was submitted, be it a job or a batch of them.</summary>
public abstract record SubmittedWork
{
    /// <summary>Identifier.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The HTTP surface that made it, such as <c>jobs</c> or <c>conversions</c>.</summary>
    [JsonPropertyName("surface")]
    public string? Surface { get; init; }

    /// <summary>The kind of work.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Where it stands; the words are those of its kind.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>0–100; larger goes first.</summary>
    [JsonPropertyName("priority")]
    public int Priority { get; init; }

    /// <summary>A cancel was asked for.</summary>
    [JsonPropertyName("cancelRequested")]
    public bool CancelRequested { get; init; }

    /// <summary>Searchable words.</summary>
    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>When it was accepted.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When work on it first began, or null.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When all of it had ended, or null.</summary>
    [JsonPropertyName("completedAt")]
    public DateTimeOffset? CompletedAt { get; init; }
}

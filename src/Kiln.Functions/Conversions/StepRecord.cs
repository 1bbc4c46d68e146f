using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions;

/// <summary>What a step of a conversion reports when it completes; kept as its task's result.</summary>
internal sealed record StepRecord
{
    /// <summary>The files it stored.</summary>
    [JsonPropertyName("artifacts")]
    public required ImmutableArray<ArtifactRecord> Artifacts { get; init; }

    /// <summary>Its members of the report.</summary>
    [JsonPropertyName("report")]
    public required JsonElement Report { get; init; }

    /// <summary>The preprocess phase's facts about the input, or null.</summary>
    [JsonPropertyName("input_stats")]
    public JsonElement? InputStats { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    [JsonPropertyName("duration_ms")]
    public required long DurationMilliseconds { get; init; }
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.SimReady.Conversion;

namespace Kiln.Functions.Conversions;

/// <summary>What a step of a conversion reports when it completes; kept as its task's result.</summary>
internal sealed record StepRecord
{
    /// <summary>The stage whose step it was.</summary>
    [JsonPropertyName("stage")]
    public string? Stage { get; init; }

    /// <summary>The <see cref="CodeVersion"/> of the code that ran it; null in records from before it was noted.</summary>
    [JsonPropertyName("version")]
    public string? Version { get; init; }

    /// <summary>How often the job had been retried by hand when it ran.</summary>
    [JsonPropertyName("run")]
    public int Run { get; init; }

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

    /// <summary>The largest working set of the whole process while it ran, in bytes (<see cref="WorkingSetWatch"/>); null in older records.</summary>
    [JsonPropertyName("peak_working_set_bytes")]
    public long? PeakWorkingSetBytes { get; init; }

    /// <summary>
    /// The steps before it, when it had to work them out anew because their results were of another version: these records take the place of
    /// those that came before. Null when it went on from what was there.
    /// </summary>
    [JsonPropertyName("anew")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StepRecord>? Anew { get; init; }
}

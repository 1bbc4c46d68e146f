using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>What a claim gave.</summary>
/// <param name="Jobs">The runs; at least one.</param>
public sealed record ClaimedRuns(
    [property: JsonPropertyName("jobs")] IReadOnlyList<ClaimedRun> Jobs);

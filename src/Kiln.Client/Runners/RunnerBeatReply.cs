using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>What a heartbeat learns.</summary>
/// <param name="Drain">True when no more claims will be answered.</param>
/// <param name="Jobs">What to do with each run.</param>
public sealed record RunnerBeatReply(
    [property: JsonPropertyName("drain")] bool Drain,
    [property: JsonPropertyName("jobs")] IReadOnlyList<RunAction> Jobs);

using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>What became of a call with samples.</summary>
/// <param name="Accepted">True when its samples were taken now; false when they had been before.</param>
/// <param name="NextSequence">Number of the next call.</param>
/// <param name="Action"><c>continue</c>, <c>cancel</c>, <c>pause</c> or <c>kill</c>.</param>
internal sealed record TelemetryReply(bool Accepted, [property: JsonPropertyName("next_seq")] long NextSequence, string Action);

namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>One call with samples.</summary>
/// <param name="Sequence">Number of the call in its attempt, from 0.</param>
/// <param name="Samples">The samples, their times not falling.</param>
internal sealed record TelemetryCall(long Sequence, IReadOnlyList<TelemetrySample> Samples);

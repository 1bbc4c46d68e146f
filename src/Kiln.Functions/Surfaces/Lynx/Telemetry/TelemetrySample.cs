namespace Kiln.Functions.Surfaces.Lynx.Telemetry;

/// <summary>What a run's variables were at one time.</summary>
/// <param name="Time">Simulated seconds.</param>
/// <param name="Values">Variable to value, in the study's units.</param>
internal sealed record TelemetrySample(double Time, IReadOnlyDictionary<string, double> Values);

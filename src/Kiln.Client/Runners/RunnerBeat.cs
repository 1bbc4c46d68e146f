using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>A runner's heartbeat: leases of runs that it does not name are not renewed.</summary>
/// <param name="Jobs">The runs that it holds.</param>
public sealed record RunnerBeat(
    [property: JsonPropertyName("jobs")] IReadOnlyList<RunBeat> Jobs);

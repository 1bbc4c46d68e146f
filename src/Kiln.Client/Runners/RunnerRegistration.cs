using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>How a runner introduces itself.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="InstanceKey">The same after a restart, so that the service knows it again; unique among the organisation's runners.</param>
/// <param name="Version">Version of the runner's program.</param>
/// <param name="Capabilities">What it can take on.</param>
public sealed record RunnerRegistration(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("instance_key")] string InstanceKey,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("capabilities")] RunnerCapabilities Capabilities);

using System.Text.Json.Serialization;
using Kiln.Storage.Runners;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>A runner as clients see it.</summary>
internal sealed record RunnerPayload
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Offline, Maintenance, Busy or Idle.</summary>
    public required string Status { get; init; }

    public required CapabilitiesPayload Capabilities { get; init; }

    [JsonPropertyName("active_jobs")]
    public required IReadOnlyList<string> ActiveJobs { get; init; }

    [JsonPropertyName("registered_at")]
    public required DateTimeOffset RegisteredAt { get; init; }

    [JsonPropertyName("last_heartbeat_at")]
    public required DateTimeOffset LastHeartbeatAt { get; init; }

    public required string? Version { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public static RunnerPayload Of(Runner runner, IReadOnlyList<string> activeJobs, DateTimeOffset now, LynxOptions options) => new()
    {
        Id = runner.Id,
        Name = runner.Name,
        Status = RunnerWords.StatusOf(runner, activeJobs.Count > 0, now, options),
        Capabilities = CapabilitiesPayload.Of(runner.Capabilities),
        ActiveJobs = activeJobs,
        RegisteredAt = runner.RegisteredAt,
        LastHeartbeatAt = runner.LastCallAt,
        Version = runner.Version,
        Labels = runner.Labels,
    };
}

/// <summary>What a runner's machine can do.</summary>
internal sealed record CapabilitiesPayload
{
    [JsonPropertyName("max_concurrent_jobs")]
    public required int MaxConcurrentJobs { get; init; }

    [JsonPropertyName("cpu_cores")]
    public required int CpuCores { get; init; }

    [JsonPropertyName("memory_gb")]
    public required double MemoryGigabytes { get; init; }

    [JsonPropertyName("gpu_available")]
    public required bool GpuAvailable { get; init; }

    [JsonPropertyName("supported_simulation_types")]
    public required IReadOnlyList<string> SupportedSimulationTypes { get; init; }

    public static CapabilitiesPayload Of(RunnerCapabilities capabilities) => new()
    {
        MaxConcurrentJobs = capabilities.MaxConcurrentJobs,
        CpuCores = capabilities.CpuCores,
        MemoryGigabytes = capabilities.MemoryGigabytes,
        GpuAvailable = capabilities.GpuAvailable,
        SupportedSimulationTypes = capabilities.SupportedSimulationTypes,
    };
}

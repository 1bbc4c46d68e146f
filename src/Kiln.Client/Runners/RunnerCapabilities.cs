using System.Text.Json.Serialization;

namespace Kiln.Client.Runners;

/// <summary>What a runner can take on.</summary>
/// <param name="MaxConcurrentJobs">Runs side by side, at least 1.</param>
/// <param name="CpuCores">Processor cores, at least 1.</param>
/// <param name="MemoryGb">Memory in GiB, more than 0.</param>
/// <param name="GpuAvailable">Whether it has a graphics processor to compute on.</param>
/// <param name="SupportedSimulationTypes">Types of simulation; empty for any.</param>
public sealed record RunnerCapabilities(
    [property: JsonPropertyName("max_concurrent_jobs")] int MaxConcurrentJobs,
    [property: JsonPropertyName("cpu_cores")] int CpuCores,
    [property: JsonPropertyName("memory_gb")] double MemoryGb,
    [property: JsonPropertyName("gpu_available")] bool GpuAvailable,
    [property: JsonPropertyName("supported_simulation_types")] IReadOnlyList<string> SupportedSimulationTypes);

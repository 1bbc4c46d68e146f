using System.Collections.Immutable;

namespace Kiln.Storage.Runners;

/// <summary>What a runner's machine can do.</summary>
/// <param name="MaxConcurrentJobs">Most runs at a time, at least 1.</param>
/// <param name="CpuCores">Processor cores, at least 1.</param>
/// <param name="MemoryGigabytes">Memory in units of 10⁹ bytes, above 0.</param>
/// <param name="GpuAvailable">Whether it has a graphics processor.</param>
/// <param name="SupportedSimulationTypes">Tags of the simulations that it can run; none means any.</param>
public sealed record RunnerCapabilities(
    int MaxConcurrentJobs,
    int CpuCores,
    double MemoryGigabytes,
    bool GpuAvailable,
    ImmutableArray<string> SupportedSimulationTypes);

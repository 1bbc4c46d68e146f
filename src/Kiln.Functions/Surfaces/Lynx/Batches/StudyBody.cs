using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>A study as clients send it, for the description of the API; it is read member by member.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="RunsOverride">Number of runs that wins over the configuration's.</param>
/// <param name="Labels">Searchable words.</param>
/// <param name="Config">The configuration; members that are not described here are given to the runners.</param>
internal sealed record StudyBody(
    string Name,
    [property: JsonPropertyName("runs_override")] int? RunsOverride,
    IReadOnlyDictionary<string, string>? Labels,
    StudyConfiguration Config);

/// <summary>What is simulated, how often, with which dispersions, on what.</summary>
internal sealed record StudyConfiguration(
    SimulationBody Simulation,
    [property: JsonPropertyName("monte_carlo")] MonteCarloBody? MonteCarlo,
    IReadOnlyDictionary<string, DispersionBody>? Dispersions,
    ComputeBody? Compute,
    [property: JsonPropertyName("early_termination")] EarlyTerminationBody? EarlyTermination,
    TelemetryRequestBody? Telemetry);

/// <summary>The simulation.</summary>
internal sealed record SimulationBody(
    string Name, string Version, string? Type, [property: JsonPropertyName("duration_minutes")] double? DurationMinutes);

/// <summary>The runs.</summary>
internal sealed record MonteCarloBody(
    int? Runs, [property: JsonPropertyName("sampling_method")] string? SamplingMethod, long? Seed);

/// <summary>How one parameter varies.</summary>
internal sealed record DispersionBody(DistributionBody Distribution, string? Units);

/// <summary>A distribution; which members it has goes by its type.</summary>
internal sealed record DistributionBody(
    string Type,
    double? Mean,
    [property: JsonPropertyName("std_dev")] double? StandardDeviation,
    double? Mu,
    double? Sigma,
    double? Min,
    double? Mode,
    double? Max,
    double? Rate,
    double? Value,
    IReadOnlyList<JsonElement>? Values,
    IReadOnlyList<double>? Weights);

/// <summary>What each run needs, and how the runs are made.</summary>
internal sealed record ComputeBody(
    ContainerBody? Container,
    bool? Gpu,
    [property: JsonPropertyName("max_parallel_jobs")] int? MaxParallelJobs,
    [property: JsonPropertyName("job_timeout_seconds")] int? JobTimeoutSeconds,
    [property: JsonPropertyName("max_retries")] int? MaxRetries,
    int? Priority);

/// <summary>The container of a run.</summary>
internal sealed record ContainerBody(
    string? Image,
    [property: JsonPropertyName("cpu_request")] string? CpuRequest,
    [property: JsonPropertyName("memory_request")] string? MemoryRequest);

/// <summary>What ends a run early.</summary>
internal sealed record EarlyTerminationBody(
    bool? Enabled,
    [property: JsonPropertyName("check_frequency_hz")] double? CheckFrequencyHz,
    IReadOnlyList<ConditionBody>? Conditions);

/// <summary>A condition on a variable of the telemetry.</summary>
internal sealed record ConditionBody(string Name, string? Description, string Variable, string Operator, double Threshold, string Units);

/// <summary>Which samples the runners are to take.</summary>
internal sealed record TelemetryRequestBody(
    [property: JsonPropertyName("sampling_rate_hz")] double? SamplingRateHz,
    IReadOnlyList<string>? Variables,
    TelemetryStorageBody? Storage,
    [property: JsonPropertyName("buffer_flush_interval_seconds")] double? BufferFlushIntervalSeconds);

/// <summary>A bucket of the runners' own for samples.</summary>
internal sealed record TelemetryStorageBody(
    [property: JsonPropertyName("s3_bucket")] string? Bucket,
    [property: JsonPropertyName("s3_prefix")] string? Prefix,
    string? Compression);

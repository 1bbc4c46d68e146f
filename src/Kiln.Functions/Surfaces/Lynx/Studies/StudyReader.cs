using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.EarlyTermination;
using Kiln.Functions.Surfaces.Lynx.Sampling;

namespace Kiln.Functions.Surfaces.Lynx.Studies;

/// <summary>Reads a study from its configuration and notes what is wrong with it. Members that it does not know are the runners' to understand.</summary>
internal static class StudyReader
{
    /// <summary>Largest seed: the largest integer that every JSON reader keeps exactly.</summary>
    public const long MaxSeed = (1L << 53) - 1;

    private const int LongestName = 200;
    private const int MostDispersions = 1000;

    private static readonly Dictionary<string, SamplingMethod> Methods = new(StringComparer.Ordinal)
    {
        ["latin_hypercube"] = SamplingMethod.LatinHypercube,
        ["random"] = SamplingMethod.Random,
    };

    private static readonly string[] ToldApart = ["simulation", "dispersions", "early_termination", "telemetry"];

    private static readonly string[] Compressions = ["none", "gzip", "zstd"];

    /// <summary>Reads a configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="runsOverride">The number of runs that wins over the configuration's, or null.</param>
    /// <param name="options">Limits and defaults.</param>
    /// <returns>The study; meaningless when a fault was noted.</returns>
    public static Study Read(MemberReader config, int? runsOverride, LynxOptions options)
    {
        MemberReader? simulation = config.Object("simulation", required: true);
        string? name = simulation?.Text("name", LongestName, required: true);
        simulation?.Text("version", LongestName, required: true);
        string? type = simulation?.Text("type", LongestName);
        if (simulation?.Number("duration_minutes") is <= 0)
        {
            simulation.Fault("duration_minutes", "Must be above 0");
        }

        // Without an override the number of runs is required, and so is what holds it.
        MemberReader? sampling = config.Object("monte_carlo", required: runsOverride is null);
        int? runs = sampling?.Integer("runs", 1, options.MaxRuns, required: runsOverride is null);
        string? method = sampling?.Word("sampling_method", Methods.Keys);
        long? seed = sampling?.Integer("seed", 0, MaxSeed);
        (Dictionary<string, Distribution> dispersions, Dictionary<string, string> units) = ReadDispersions(config);
        CheckTelemetry(config.Object("telemetry"));
        MemberReader? compute = config.Object("compute");
        return new Study
        {
            Config = config.Value,
            Rest = JsonSerializer.SerializeToElement(config.Names.Except(ToldApart).ToDictionary(name => name, name => config.Any(name))),
            Runs = runsOverride ?? runs ?? 1,
            Method = method is null ? SamplingMethod.LatinHypercube : Methods[method],
            Seed = seed,
            SimulationType = type ?? name ?? "",
            Dispersions = dispersions,
            Units = units,
            Request = ReadRequest(compute),
            MaxParallelJobs = compute?.Integer("max_parallel_jobs", 1, int.MaxValue),
            TimeoutSeconds = compute?.Integer("job_timeout_seconds", 1, options.MaxTimeoutSeconds) ?? options.DefaultTimeoutSeconds,
            MaxRetries = compute?.Integer("max_retries", 0, 10) ?? options.DefaultMaxRetries,
            Priority = compute?.Integer("priority", 0, 100) ?? 50,
            Conditions = ReadConditions(config.Object("early_termination")),
        };
    }

    private static (Dictionary<string, Distribution> Dispersions, Dictionary<string, string> Units) ReadDispersions(MemberReader config)
    {
        Dictionary<string, Distribution> dispersions = new(StringComparer.Ordinal);
        Dictionary<string, string> units = new(StringComparer.Ordinal);
        if (config.Object("dispersions") is not { } named)
        {
            return (dispersions, units);
        }

        foreach (string parameter in named.Names)
        {
            if (parameter.Length is 0 or > LongestName)
            {
                config.Fault("dispersions", $"Must have names of 1 to {LongestName} characters");
            }

            MemberReader? dispersion = named.Object(parameter, required: true);
            if (dispersion?.Object("distribution", required: true) is { } fields && DistributionReader.Read(fields) is { } distribution)
            {
                dispersions[parameter] = distribution;
            }

            if (dispersion?.Text("units", LongestName, shortest: 0) is { } unit)
            {
                units[parameter] = unit;
            }
        }

        if (dispersions.Count > MostDispersions)
        {
            config.Fault("dispersions", $"Must have at most {MostDispersions} members");
        }

        return (dispersions, units);
    }

    private static ResourceRequest ReadRequest(MemberReader? compute)
    {
        MemberReader? container = compute?.Object("container");
        container?.Text("image", 1000);
        long? cpu = ReadQuantity(container, "cpu_request", Quantity.Millicores, "\"2\" or \"1500m\"");
        long? memory = ReadQuantity(container, "memory_request", Quantity.Bytes, "\"2Gi\", \"512Mi\" or \"4G\"");
        return new ResourceRequest(cpu ?? 0, memory ?? 0, compute?.Flag("gpu") ?? false);
    }

    private static long? ReadQuantity(MemberReader? container, string name, Func<string, long?> parse, string example)
    {
        if (container?.Text(name, 40) is not { } text)
        {
            return null;
        }

        if (parse(text) is { } amount)
        {
            return amount;
        }

        container.Fault(name, $"Must be an amount such as {example}");
        return null;
    }

    private static List<TerminationCondition> ReadConditions(MemberReader? termination)
    {
        List<TerminationCondition> conditions = [];
        if (termination is null)
        {
            return conditions;
        }

        bool enabled = termination.Flag("enabled") ?? false;
        if (termination.Number("check_frequency_hz") is <= 0 or > 1000)
        {
            termination.Fault("check_frequency_hz", "Must be above 0 and at most 1000");
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (MemberReader fields in termination.Objects("conditions"))
        {
            string? name = fields.Text("name", LongestName, required: true);
            string? variable = fields.Text("variable", LongestName, required: true);
            string? comparison = fields.Word("operator", Comparison.Words, required: true);
            double? threshold = fields.Number("threshold", required: true);
            string? units = fields.Text("units", LongestName, shortest: 0, required: true);
            fields.Text("description", 2000, shortest: 0);
            if (name is not null && !names.Add(name))
            {
                fields.Fault("name", "Must be unique among the conditions");
            }

            if (name is not null && variable is not null && comparison is not null && threshold is { } limit && units is not null)
            {
                conditions.Add(new TerminationCondition(name, variable, comparison, limit, units));
            }
        }

        return enabled ? conditions : [];
    }

    private static void CheckTelemetry(MemberReader? telemetry)
    {
        if (telemetry is null)
        {
            return;
        }

        RequirePositive(telemetry, "sampling_rate_hz");
        RequirePositive(telemetry, "buffer_flush_interval_seconds");
        if (telemetry.Array("variables").Any(variable => variable.ValueKind != JsonValueKind.String))
        {
            telemetry.Fault("variables", "Must be a list of texts");
        }

        MemberReader? storage = telemetry.Object("storage");
        storage?.Text("s3_bucket", 300, shortest: 0);
        storage?.Text("s3_prefix", 1000, shortest: 0);
        storage?.Word("compression", Compressions);
    }

    private static void RequirePositive(MemberReader fields, string name)
    {
        if (fields.Number(name) is <= 0)
        {
            fields.Fault(name, "Must be above 0");
        }
    }
}

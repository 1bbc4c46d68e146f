using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx;
using Kiln.Functions.Surfaces.Lynx.Sampling;
using Kiln.Functions.Surfaces.Lynx.Studies;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Studies;

public sealed class StudyReaderTests
{
    private const string Sound = """
        {"simulation":{"name":"parafoil","version":"3.1.0","duration_minutes":12},
         "monte_carlo":{"runs":200,"sampling_method":"latin_hypercube","seed":7},
         "dispersions":{"wind_mps":{"distribution":{"type":"normal","mean":4.0,"std_dev":1.5},"units":"m/s"},
                        "mode":{"distribution":{"type":"discrete","values":["a",2]}}},
         "compute":{"container":{"image":"acme/parafoil:3.1","cpu_request":"1500m","memory_request":"2Gi"},
                    "max_parallel_jobs":20,"job_timeout_seconds":900},
         "early_termination":{"enabled":true,"check_frequency_hz":5,"conditions":[
             {"name":"ground","description":"hit the ground","variable":"altitude_m","operator":"lt","threshold":0,"units":"m"}]},
         "telemetry":{"sampling_rate_hz":10,"variables":["altitude_m"],"storage":{"s3_bucket":"b","s3_prefix":"p","compression":"zstd"},
                      "buffer_flush_interval_seconds":5},
         "engine":{"solver":"rk4"}}
        """;

    [Fact]
    public void A_whole_configuration_is_read()
    {
        Study study = Read(JsonNode.Parse(Sound)!, out IReadOnlyList<FieldFault> faults);
        Assert.Empty(faults);
        Assert.Equal((200, 7L, SamplingMethod.LatinHypercube), (study.Runs, study.Seed, study.Method));
        Assert.Equal("parafoil", study.SimulationType);
        Assert.Equal(new ResourceRequest(1500, 2L << 30, false), study.Request);
        Assert.Equal((20, 900, 3, 50), (study.MaxParallelJobs, study.TimeoutSeconds, study.MaxRetries, study.Priority));
        Assert.Equal(["wind_mps", "mode"], study.Dispersions.Keys);
        Assert.Equal("m/s", study.Units["wind_mps"]);
        Assert.Equal("ground", Assert.Single(study.Conditions).Name);
        Assert.Equal("rk4", study.Part("engine")!.Value.GetProperty("solver").GetString());
        Assert.Equal(["monte_carlo", "compute", "engine"], study.Rest.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void What_is_left_out_has_defaults()
    {
        Study study = Read(
            JsonNode.Parse("""
                {"simulation":{"name":"s","version":"1","type":"gpu-sim"},
                 "early_termination":{"conditions":[{"name":"n","variable":"v","operator":"eq","threshold":1,"units":""}]}}
                """)!,
            out IReadOnlyList<FieldFault> faults,
            runsOverride: 3);
        Assert.Empty(faults);
        Assert.Equal((3, null, SamplingMethod.LatinHypercube), (study.Runs, study.Seed, study.Method));
        Assert.Equal("gpu-sim", study.SimulationType);
        Assert.Equal(new ResourceRequest(0, 0, false), study.Request);
        Assert.Equal((null, 3600, 3, 50), (study.MaxParallelJobs, study.TimeoutSeconds, study.MaxRetries, study.Priority));
        Assert.Empty(study.Conditions);
    }

    [Theory]
    [InlineData("simulation", "null", "config.simulation")]
    [InlineData("simulation.version", "null", "config.simulation.version")]
    [InlineData("simulation.name", "\"\"", "config.simulation.name")]
    [InlineData("simulation.duration_minutes", "0", "config.simulation.duration_minutes")]
    [InlineData("simulation.type", "5", "config.simulation.type")]
    [InlineData("monte_carlo", "null", "config.monte_carlo")]
    [InlineData("monte_carlo.runs", "0", "config.monte_carlo.runs")]
    [InlineData("monte_carlo.runs", "100001", "config.monte_carlo.runs")]
    [InlineData("monte_carlo.runs", "1.5", "config.monte_carlo.runs")]
    [InlineData("monte_carlo.sampling_method", "\"sobol\"", "config.monte_carlo.sampling_method")]
    [InlineData("monte_carlo.seed", "9007199254740992", "config.monte_carlo.seed")]
    [InlineData("monte_carlo.seed", "-1", "config.monte_carlo.seed")]
    [InlineData("dispersions", "[]", "config.dispersions")]
    [InlineData("dispersions.wind_mps", "3", "config.dispersions.wind_mps")]
    [InlineData("dispersions.wind_mps.units", "3", "config.dispersions.wind_mps.units")]
    [InlineData("dispersions.wind_mps.distribution.std_dev", "-1", "config.dispersions.wind_mps.distribution.std_dev")]
    [InlineData("dispersions.wind_mps.distribution.mean", "\"4\"", "config.dispersions.wind_mps.distribution.mean")]
    [InlineData("dispersions.wind_mps.distribution.type", "\"cauchy\"", "config.dispersions.wind_mps.distribution.type")]
    [InlineData("dispersions.mode.distribution.values", "[]", "config.dispersions.mode.distribution.values")]
    [InlineData("dispersions.mode.distribution.weights", "[1]", "config.dispersions.mode.distribution.weights")]
    [InlineData("dispersions.mode.distribution.weights", "[0,0]", "config.dispersions.mode.distribution.weights")]
    [InlineData("compute.container.cpu_request", "\"two\"", "config.compute.container.cpu_request")]
    [InlineData("compute.container.memory_request", "\"2GB\"", "config.compute.container.memory_request")]
    [InlineData("compute.container.image", "7", "config.compute.container.image")]
    [InlineData("compute.max_parallel_jobs", "0", "config.compute.max_parallel_jobs")]
    [InlineData("compute.job_timeout_seconds", "86401", "config.compute.job_timeout_seconds")]
    [InlineData("compute.gpu", "1", "config.compute.gpu")]
    [InlineData("compute.max_retries", "11", "config.compute.max_retries")]
    [InlineData("compute.priority", "101", "config.compute.priority")]
    [InlineData("early_termination.enabled", "\"yes\"", "config.early_termination.enabled")]
    [InlineData("early_termination.check_frequency_hz", "1001", "config.early_termination.check_frequency_hz")]
    [InlineData("early_termination.conditions.0.operator", "\"below\"", "config.early_termination.conditions[0].operator")]
    [InlineData("early_termination.conditions.0.threshold", "null", "config.early_termination.conditions[0].threshold")]
    [InlineData("early_termination.conditions.0.units", "null", "config.early_termination.conditions[0].units")]
    [InlineData("telemetry.sampling_rate_hz", "0", "config.telemetry.sampling_rate_hz")]
    [InlineData("telemetry.variables", "[1]", "config.telemetry.variables")]
    [InlineData("telemetry.storage.compression", "\"lz4\"", "config.telemetry.storage.compression")]
    public void A_fault_is_named_by_its_path(string where, string value, string path)
    {
        JsonNode config = JsonNode.Parse(Sound)!;
        string[] steps = where.Split('.');
        JsonNode parent = steps[..^1].Aggregate(config, (node, step) => int.TryParse(step, out int index) ? node[index]! : node[step]!);
        parent[steps[^1]] = JsonNode.Parse(value);
        Read(config, out IReadOnlyList<FieldFault> faults);
        Assert.Equal([path], faults.Select(fault => fault.Field));
    }

    [Theory]
    [InlineData("""{"type":"truncated_normal","mean":0,"std_dev":1,"min":2,"max":2}""", "max")]
    [InlineData("""{"type":"lognormal","mu":0,"sigma":-1}""", "sigma")]
    [InlineData("""{"type":"lognormal","mu":700,"sigma":10}""", "type")]
    [InlineData("""{"type":"uniform","min":2,"max":1}""", "max")]
    [InlineData("""{"type":"uniform","min":-1.7e308,"max":1.7e308}""", "type")]
    [InlineData("""{"type":"triangular","min":0,"mode":3,"max":2}""", "mode")]
    [InlineData("""{"type":"triangular","min":0,"mode":0,"max":0}""", "max")]
    [InlineData("""{"type":"exponential","rate":0}""", "rate")]
    [InlineData("""{"type":"constant","value":"x"}""", "value")]
    [InlineData("""{"type":"constant","value":1e999}""", "value")]
    [InlineData("""{"type":"discrete","values":[true]}""", "values")]
    [InlineData("""{"type":"discrete","values":[1,2],"weights":[1,-1]}""", "weights")]
    public void Distributions_are_held_to_their_rules(string distribution, string member)
    {
        JsonNode config = JsonNode.Parse(Sound)!;
        config["dispersions"]!["wind_mps"]!["distribution"] = JsonNode.Parse(distribution);
        Read(config, out IReadOnlyList<FieldFault> faults);
        Assert.Equal([$"config.dispersions.wind_mps.distribution.{member}"], faults.Select(fault => fault.Field));
    }

    [Fact]
    public void Conditions_of_one_name_are_refused_even_when_they_are_not_enabled()
    {
        JsonNode config = JsonNode.Parse(Sound)!;
        config["early_termination"]!["enabled"] = false;
        config["early_termination"]!["conditions"]!.AsArray().Add(config["early_termination"]!["conditions"]![0]!.DeepClone());
        Read(config, out IReadOnlyList<FieldFault> faults);
        Assert.Equal(["config.early_termination.conditions[1].name"], faults.Select(fault => fault.Field));
    }

    private static Study Read(JsonNode config, out IReadOnlyList<FieldFault> faults, int? runsOverride = null)
    {
        MemberReader members = new(JsonSerializer.SerializeToElement(config), rejectUnknown: true, "config");
        Study study = StudyReader.Read(members, runsOverride, new LynxOptions());
        faults = members.AllFaults;
        return study;
    }
}

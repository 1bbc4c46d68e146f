using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Kiln.Functions.Surfaces.Lynx.Sampling;

namespace Kiln.Functions.Tests.Surfaces.Lynx.Sampling;

public sealed class StudySamplerTests
{
    private static readonly JsonNode Reference =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Surfaces/Lynx/Sampling/reference.json")))!;

    // The study of reference.py, which computed the expected values with another language's library.
    private static readonly Dictionary<string, Distribution> Dispersions = new()
    {
        ["wind_mps"] = new NormalValues(4, 1.5),
        ["mass_kg"] = new TruncatedNormalValues(10, 2, 7, 12),
        ["drag"] = new LognormalValues(-1, 0.25),
        ["heading_deg"] = new UniformValues(0, 360),
        ["delay_s"] = new TriangularValues(0, 0.2, 1.5),
        ["gap_s"] = new ExponentialValues(0.5),
        ["g"] = new ConstantValue(JsonValue.Create(9.80665)),
        ["surface"] = new DiscreteValues(["grass", "sand", 3], [5, 0, 1]),
        ["höhe"] = new UniformValues(0, 1),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Samples_agree_with_those_computed_elsewhere(int index)
    {
        JsonNode study = Reference["studies"]![index]!;
        SamplingMethod method = study["method"]!.GetValue<string>() == "random" ? SamplingMethod.Random : SamplingMethod.LatinHypercube;
        JsonArray runs = study["runs"]!.AsArray();
        StudySampler sampler = new(method, study["seed"]!.GetValue<long>(), runs.Count, Dispersions);
        for (int run = 0; run < runs.Count; run++)
        {
            Assert.Equal(runs[run]!["seed"]!.GetValue<long>(), sampler.SeedOf(run));
            JsonObject actual = JsonNode.Parse(sampler.ParametersOf(run).ToJsonString())!.AsObject();
            foreach ((string name, JsonNode? expected) in runs[run]!["parameters"]!.AsObject())
            {
                AssertEqual(expected!, actual[name]!, $"{name} of run {run}");
            }
        }
    }

    [Fact]
    public void Normal_quantiles_agree_with_those_computed_elsewhere()
    {
        foreach (JsonNode? point in Reference["quantiles"]!.AsArray())
        {
            double expected = point!["z"]!.GetValue<double>();
            Assert.Equal(expected, NormalDistribution.Quantile(point["p"]!.GetValue<double>()), Math.Abs(expected) * 1e-14);
        }
    }

    [Fact]
    public void Every_stratum_of_every_parameter_is_hit_once() => Check.QuickThrowOnFailure(Prop.ForAll(
        Studies(),
        study =>
        {
            (long seed, int runs) = study;
            StudySampler sampler = new(SamplingMethod.LatinHypercube, seed, runs, TwoUniforms());
            int[][] strata = [.. new[] { "a", "b" }.Select(name => Enumerable.Range(0, runs)
                .Select(run => (int)Math.Floor(Value(sampler, run, name) * runs)).Order().ToArray())];
            return strata.All(hit => hit.SequenceEqual(Enumerable.Range(0, runs)));
        }));

    [Fact]
    public void Another_parameter_leaves_the_values_of_the_others_alone() => Check.QuickThrowOnFailure(Prop.ForAll(
        Studies(),
        study =>
        {
            (long seed, int runs) = study;
            Dictionary<string, Distribution> more = new(TwoUniforms()) { ["c"] = new NormalValues(0, 1) };
            return Enum.GetValues<SamplingMethod>().All(method =>
            {
                StudySampler fewer = new(method, seed, runs, TwoUniforms());
                StudySampler added = new(method, seed, runs, more);
                return Enumerable.Range(0, runs).All(run => Value(fewer, run, "b") == Value(added, run, "b"));
            });
        }));

    [Fact]
    public void A_longer_random_study_begins_with_the_shorter_one() => Check.QuickThrowOnFailure(Prop.ForAll(
        Studies(),
        study =>
        {
            (long seed, int runs) = study;
            StudySampler shorter = new(SamplingMethod.Random, seed, runs, TwoUniforms());
            StudySampler longer = new(SamplingMethod.Random, seed, runs * 2, TwoUniforms());
            return Enumerable.Range(0, runs).All(run =>
                Value(shorter, run, "a") == Value(longer, run, "a") && shorter.SeedOf(run) == longer.SeedOf(run));
        }));

    [Theory]
    [InlineData(8, 9)]
    [InlineData(30, 31)]
    [InlineData(-31, -30)]
    [InlineData(-0.001, 0.001)]
    public void A_truncated_normal_keeps_to_its_ends_however_far_out_they_are(double least, double most)
    {
        TruncatedNormalValues values = new(0, 1, least, most);
        double[] samples = [.. Enumerable.Range(1, 999).Select(step => values.Quantile(step / 1000.0))];
        Assert.All(samples, sample => Assert.InRange(sample, least, most));
        Assert.Equal(samples.Order(), samples);
        Assert.True(samples.Distinct().Count() > 900);
    }

    [Fact]
    public void A_distribution_without_width_gives_its_centre()
    {
        Assert.Equal(3, new NormalValues(3, 0).Quantile(0.9));
        Assert.Equal(2, new TruncatedNormalValues(3, 0, 1, 2).Quantile(0.1));
        Assert.Equal(5, new UniformValues(5, 5).Quantile(0.7));
        Assert.Equal(1, new TriangularValues(1, 1, 2).Quantile(1e-16), 1e-7);
    }

    private static Arbitrary<(long Seed, int Runs)> Studies() => Gen.Zip(
        Gen.Choose(0, int.MaxValue).Select(seed => seed * (long)4_194_301), Gen.Choose(1, 60)).Select(pair => (pair.Item1, pair.Item2)).ToArbitrary();

    private static Dictionary<string, Distribution> TwoUniforms() => new()
    {
        ["a"] = new UniformValues(0, 1),
        ["b"] = new UniformValues(0, 1),
    };

    private static double Value(StudySampler sampler, int run, string name) => sampler.ParametersOf(run)[name]!.GetValue<double>();

    private static void AssertEqual(JsonNode expected, JsonNode actual, string what)
    {
        if (expected.GetValueKind() == JsonValueKind.String)
        {
            Assert.Equal(expected.GetValue<string>(), actual.GetValue<string>());
            return;
        }

        double number = expected.GetValue<double>();
        Assert.True(Math.Abs(number - actual.GetValue<double>()) <= Math.Abs(number) * 1e-12, $"{what}: {actual}, expected {expected}");
    }
}

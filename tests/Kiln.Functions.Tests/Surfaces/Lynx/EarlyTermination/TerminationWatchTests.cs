using Kiln.Functions.Surfaces.Lynx.EarlyTermination;
using Kiln.Functions.Surfaces.Lynx.Telemetry;

namespace Kiln.Functions.Tests.Surfaces.Lynx.EarlyTermination;

public sealed class TerminationWatchTests
{
    [Theory]
    [InlineData("lt", true, false, false)]
    [InlineData("lte", true, true, false)]
    [InlineData("gt", false, false, true)]
    [InlineData("gte", false, true, true)]
    [InlineData("eq", false, true, false)]
    [InlineData("neq", true, false, true)]
    public void Each_operator_holds_below_at_and_above_its_threshold(string word, bool below, bool at, bool above)
    {
        TerminationCondition condition = new("c", "v", word, 2.5, "m");
        bool[] held = [.. new[] { Math.BitDecrement(2.5), 2.5, Math.BitIncrement(2.5) }.Select(condition.IsSatisfiedBy)];
        Assert.Equal([below, at, above], held);
    }

    [Fact]
    public void The_first_sample_that_satisfies_a_condition_ends_the_run_and_says_by_which()
    {
        TerminationCondition[] conditions = [new("heat", "temperature_k", "gte", 900, "K"), new("ground", "altitude_m", "lt", 0, "m")];
        TelemetrySample[] samples =
        [
            Sample(60, ("altitude_m", 3.0)),
            Sample(61.5, ("altitude_m", -0.4)),
            Sample(62, ("altitude_m", -9), ("temperature_k", 1000)),
        ];
        Assert.Equal(
            "Early termination: ground (altitude_m lt 0 m; value -0.4 at t=61.5)", TerminationWatch.FirstSatisfied(conditions, samples));
        Assert.Null(TerminationWatch.FirstSatisfied(conditions, samples[..1]));
    }

    [Fact]
    public void Of_two_conditions_that_one_sample_satisfies_the_first_given_counts()
    {
        TerminationCondition[] conditions = [new("b", "v", "gt", 1, "m"), new("a", "v", "gt", 0, "m")];
        Assert.Equal("Early termination: b (v gt 1 m; value 2 at t=0)", TerminationWatch.FirstSatisfied(conditions, [Sample(0, ("v", 2))]));
    }

    private static TelemetrySample Sample(double time, params (string Name, double Value)[] values) =>
        new(time, values.ToDictionary(pair => pair.Name, pair => pair.Value));
}

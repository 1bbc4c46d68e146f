using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Surfaces.Lynx.Sampling;

namespace Kiln.Functions.Surfaces.Lynx.Studies;

/// <summary>Reads the distribution of a parameter and notes what is wrong with it.</summary>
internal static class DistributionReader
{
    private static readonly Dictionary<string, Func<JsonFields, Distribution?>> Kinds = new(StringComparer.Ordinal)
    {
        ["normal"] = fields => Normal(fields) is var (mean, deviation) ? new NormalValues(mean, deviation) : null,
        ["truncated_normal"] = TruncatedNormal,
        ["lognormal"] = Lognormal,
        ["uniform"] = Uniform,
        ["triangular"] = Triangular,
        ["exponential"] = Exponential,
        ["constant"] = Constant,
        ["discrete"] = Discrete,
    };

    // The uniform numbers nearest to 0 and 1 that a run can draw: what stays finite there is finite everywhere.
    private static readonly double[] Extremes = [0.5 / (1L << 53), 1 - (1.0 / (1L << 53))];

    /// <summary>The distribution; null when a fault was noted.</summary>
    public static Distribution? Read(JsonFields fields)
    {
        if (fields.Word("type", Kinds.Keys, required: true) is not { } type || Kinds[type](fields) is not { } distribution)
        {
            return null;
        }

        if (distribution is NumericDistribution numeric && !Array.TrueForAll(Extremes, u => double.IsFinite(numeric.Quantile(u))))
        {
            fields.Fault("type", "must have members that keep its values finite");
            return null;
        }

        return distribution;
    }

    private static (double Mean, double Deviation)? Normal(JsonFields fields)
    {
        double? mean = fields.Number("mean", required: true);
        double? deviation = NotNegative(fields, "std_dev");
        return mean is { } center && deviation is { } width ? (center, width) : null;
    }

    private static TruncatedNormalValues? TruncatedNormal(JsonFields fields)
    {
        (double Mean, double Deviation)? normal = Normal(fields);
        return Range(fields, mayBeEqual: false) is var (least, most) && normal is var (mean, deviation)
            ? new TruncatedNormalValues(mean, deviation, least, most)
            : null;
    }

    private static LognormalValues? Lognormal(JsonFields fields)
    {
        double? mu = fields.Number("mu", required: true);
        double? sigma = NotNegative(fields, "sigma");
        return mu is { } center && sigma is { } width ? new LognormalValues(center, width) : null;
    }

    private static UniformValues? Uniform(JsonFields fields) =>
        Range(fields, mayBeEqual: true) is var (least, most) ? new UniformValues(least, most) : null;

    private static TriangularValues? Triangular(JsonFields fields)
    {
        double? mode = fields.Number("mode", required: true);
        if (Range(fields, mayBeEqual: false) is not var (least, most) || mode is not { } peak)
        {
            return null;
        }

        if (peak >= least && peak <= most)
        {
            return new TriangularValues(least, peak, most);
        }

        fields.Fault("mode", "must not be below min nor above max");
        return null;
    }

    private static ExponentialValues? Exponential(JsonFields fields)
    {
        double? rate = fields.Number("rate", required: true);
        if (rate is null or > 0)
        {
            return rate is { } positive ? new ExponentialValues(positive) : null;
        }

        fields.Fault("rate", "must be above 0");
        return null;
    }

    private static ConstantValue? Constant(JsonFields fields) =>
        fields.Number("value", required: true) is not null ? new ConstantValue(Node(fields.Value.GetProperty("value"))) : null;

    private static DiscreteValues? Discrete(JsonFields fields)
    {
        IReadOnlyList<JsonElement> values = fields.List("values", required: true);
        if (values.Count == 0 || values.Any(value => value.ValueKind != JsonValueKind.String && JsonNumber.Read(value) is null))
        {
            fields.Fault("values", "must be a list of at least one number or text");
            return null;
        }

        double?[] weights = fields.Any("weights") is null
            ? [.. values.Select(_ => (double?)1)]
            : [.. fields.List("weights").Select(JsonNumber.Read)];
        double? sum = weights.Aggregate((double?)0, (total, weight) => total + weight);
        if (weights.Length == values.Count && sum > 0 && double.IsFinite(sum.Value) && Array.TrueForAll(weights, weight => weight >= 0))
        {
            return new DiscreteValues([.. values.Select(Node)], [.. weights.Select(weight => weight!.Value)]);
        }

        fields.Fault("weights", "must be as many numbers as values, none below 0, with a sum above 0");
        return null;
    }

    private static double? NotNegative(JsonFields fields, string name)
    {
        double? value = fields.Number(name, required: true);
        if (value is < 0)
        {
            fields.Fault(name, "must be at least 0");
            return null;
        }

        return value;
    }

    private static (double Least, double Most)? Range(JsonFields fields, bool mayBeEqual)
    {
        double? least = fields.Number("min", required: true);
        double? most = fields.Number("max", required: true);
        if (least < most || (mayBeEqual && least == most))
        {
            return least is { } from && most is { } to ? (from, to) : null;
        }

        if (least is not null && most is not null)
        {
            fields.Fault("max", mayBeEqual ? "must not be below min" : "must be above min");
        }

        return null;
    }

    private static JsonNode Node(JsonElement value) => JsonNode.Parse(value.GetRawText())!;
}

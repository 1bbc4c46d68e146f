using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Sampling;

namespace Kiln.Functions.Surfaces.Lynx.Studies;

/// <summary>Reads the distribution of a parameter and notes what is wrong with it.</summary>
internal static class DistributionReader
{
    private static readonly Dictionary<string, Func<MemberReader, Distribution?>> Kinds = new(StringComparer.Ordinal)
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
    public static Distribution? Read(MemberReader fields)
    {
        if (fields.Word("type", Kinds.Keys, required: true) is not { } type || Kinds[type](fields) is not { } distribution)
        {
            return null;
        }

        if (distribution is NumericDistribution numeric && !Array.TrueForAll(Extremes, u => double.IsFinite(numeric.Quantile(u))))
        {
            fields.Fault("type", "Must have members that keep its values finite");
            return null;
        }

        return distribution;
    }

    private static (double Mean, double Deviation)? Normal(MemberReader fields)
    {
        double? mean = fields.Number("mean", required: true);
        double? deviation = NotNegative(fields, "std_dev");
        return mean is { } center && deviation is { } width ? (center, width) : null;
    }

    private static TruncatedNormalValues? TruncatedNormal(MemberReader fields)
    {
        (double Mean, double Deviation)? normal = Normal(fields);
        return Range(fields, mayBeEqual: false) is var (least, most) && normal is var (mean, deviation)
            ? new TruncatedNormalValues(mean, deviation, least, most)
            : null;
    }

    private static LognormalValues? Lognormal(MemberReader fields)
    {
        double? mu = fields.Number("mu", required: true);
        double? sigma = NotNegative(fields, "sigma");
        return mu is { } center && sigma is { } width ? new LognormalValues(center, width) : null;
    }

    private static UniformValues? Uniform(MemberReader fields) =>
        Range(fields, mayBeEqual: true) is var (least, most) ? new UniformValues(least, most) : null;

    private static TriangularValues? Triangular(MemberReader fields)
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

        fields.Fault("mode", "Must not be below min nor above max");
        return null;
    }

    private static ExponentialValues? Exponential(MemberReader fields)
    {
        double? rate = fields.Number("rate", required: true);
        if (rate is null or > 0)
        {
            return rate is { } positive ? new ExponentialValues(positive) : null;
        }

        fields.Fault("rate", "Must be above 0");
        return null;
    }

    private static ConstantValue? Constant(MemberReader fields) =>
        fields.Number("value", required: true) is not null ? new ConstantValue(Node(fields.Any("value")!.Value)) : null;

    private static DiscreteValues? Discrete(MemberReader fields)
    {
        IReadOnlyList<JsonElement> values = fields.Array("values", required: true);
        if (values.Count == 0 || values.Any(value => value.ValueKind != JsonValueKind.String && JsonNumber.Read(value) is null))
        {
            fields.Fault("values", "Must be a list of at least one number or text");
            return null;
        }

        double?[] weights = fields.Any("weights") is null
            ? [.. values.Select(_ => (double?)1)]
            : [.. fields.Array("weights").Select(JsonNumber.Read)];
        double? sum = weights.Aggregate((double?)0, (total, weight) => total + weight);
        if (weights.Length == values.Count && sum > 0 && double.IsFinite(sum.Value) && Array.TrueForAll(weights, weight => weight >= 0))
        {
            return new DiscreteValues([.. values.Select(Node)], [.. weights.Select(weight => weight!.Value)]);
        }

        fields.Fault("weights", "Must be as many numbers as values, none below 0, with a sum above 0");
        return null;
    }

    private static double? NotNegative(MemberReader fields, string name)
    {
        double? value = fields.Number(name, required: true);
        if (value is < 0)
        {
            fields.Fault(name, "Must be at least 0");
            return null;
        }

        return value;
    }

    private static (double Least, double Most)? Range(MemberReader fields, bool mayBeEqual)
    {
        double? least = fields.Number("min", required: true);
        double? most = fields.Number("max", required: true);
        if (least < most || (mayBeEqual && least == most))
        {
            return least is { } from && most is { } to ? (from, to) : null;
        }

        if (least is not null && most is not null)
        {
            fields.Fault("max", mayBeEqual ? "Must not be below min" : "Must be above min");
        }

        return null;
    }

    private static JsonNode Node(JsonElement value) => JsonNode.Parse(value.GetRawText())!;
}

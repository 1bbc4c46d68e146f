using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>A distribution of numbers.</summary>
internal abstract record NumericDistribution : Distribution
{
    /// <summary>The inverse distribution function at <paramref name="u"/>, inside (0, 1).</summary>
    public abstract double Quantile(double u);

    /// <inheritdoc/>
    public sealed override JsonNode Sample(double u) => JsonValue.Create(Quantile(u));
}

/// <summary>Normal.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">At least 0.</param>
internal sealed record NormalValues(double Mean, double StandardDeviation) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Quantile(double u) => Mean + (StandardDeviation * NormalDistribution.Quantile(u));
}

/// <summary>Normal, cut off at both ends.</summary>
/// <param name="Mean">Mean of the normal distribution that is cut.</param>
/// <param name="StandardDeviation">Its standard deviation, at least 0.</param>
/// <param name="Least">Lower end.</param>
/// <param name="Most">Upper end, above the lower one.</param>
internal sealed record TruncatedNormalValues(double Mean, double StandardDeviation, double Least, double Most) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Quantile(double u)
    {
        if (StandardDeviation == 0)
        {
            return Math.Clamp(Mean, Least, Most);
        }

        double from = (Least - Mean) / StandardDeviation;
        double to = (Most - Mean) / StandardDeviation;

        // Above the mean both probabilities are near one, where doubles are coarse; seen from the other side they are near zero.
        double z = from > 0 ? -Between(-to, -from, 1 - u) : Between(from, to, u);
        return Math.Clamp(Mean + (StandardDeviation * z), Least, Most);
    }

    private static double Between(double from, double to, double u)
    {
        double below = NormalDistribution.Below(from);
        double p = below + (u * (NormalDistribution.Below(to) - below));
        return p <= 0 ? to : p >= 1 ? from : NormalDistribution.Quantile(p);
    }
}

/// <summary>Lognormal.</summary>
/// <param name="Mu">Mean of the logarithm.</param>
/// <param name="Sigma">Standard deviation of the logarithm, at least 0.</param>
internal sealed record LognormalValues(double Mu, double Sigma) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Quantile(double u) => Math.Exp(Mu + (Sigma * NormalDistribution.Quantile(u)));
}

/// <summary>Uniform.</summary>
/// <param name="Least">Lower end.</param>
/// <param name="Most">Upper end, not below the lower one.</param>
internal sealed record UniformValues(double Least, double Most) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Quantile(double u) => Least + (u * (Most - Least));
}

/// <summary>Triangular.</summary>
/// <param name="Least">Lower end.</param>
/// <param name="Mode">The most likely value, between the ends.</param>
/// <param name="Most">Upper end, above the lower one.</param>
internal sealed record TriangularValues(double Least, double Mode, double Most) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Quantile(double u)
    {
        double range = Most - Least;
        return u * range < Mode - Least
            ? Least + Math.Sqrt(u * range * (Mode - Least))
            : Most - Math.Sqrt((1 - u) * range * (Most - Mode));
    }
}

/// <summary>Exponential.</summary>
/// <param name="Rate">Above 0.</param>
internal sealed record ExponentialValues(double Rate) : NumericDistribution
{
    /// <inheritdoc/>
    public override double Quantile(double u) => -LogOfOnePlus(-u) / Rate;

    /// <summary>ln(1 + x), exact to the last digits for small x too, where 1 + x has lost most of x (W. Kahan's correction).</summary>
    private static double LogOfOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}

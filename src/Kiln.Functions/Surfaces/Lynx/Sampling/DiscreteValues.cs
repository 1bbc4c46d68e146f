using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>One of several numbers or texts.</summary>
internal sealed record DiscreteValues : Distribution
{
    private readonly ImmutableArray<JsonNode> _values;
    private readonly ImmutableArray<double> _cumulative;

    /// <summary>Creates it.</summary>
    /// <param name="values">At least one, as the client wrote them.</param>
    /// <param name="weights">As many, each at least 0, their sum above 0.</param>
    public DiscreteValues(ImmutableArray<JsonNode> values, ImmutableArray<double> weights)
    {
        _values = values;
        double sum = 0;
        _cumulative = [.. weights.Select(weight => sum += weight)];
    }

    /// <inheritdoc/>
    public override JsonNode Sample(double u)
    {
        double target = u * _cumulative[^1];
        int index = 0;
        while (_cumulative[index] < target)
        {
            index++;
        }

        return _values[index].DeepClone();
    }
}

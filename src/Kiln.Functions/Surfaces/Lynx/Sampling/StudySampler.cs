using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Lynx.Sampling;

/// <summary>
/// The parameters of every run of a study. They follow from method, seed, number of runs and distributions alone: the same study
/// has the same runs on every host, however often and in whatever order they are asked for.
/// </summary>
internal sealed class StudySampler
{
    private readonly UniformStream _runSeeds;
    private readonly (string Name, Distribution Distribution, UniformStream Values, int[]? Strata)[] _parameters;
    private readonly int _runs;

    /// <summary>Prepares the sampling of a study; with latin hypercube sampling this shuffles the strata of every parameter.</summary>
    public StudySampler(SamplingMethod method, long seed, int runs, IReadOnlyDictionary<string, Distribution> dispersions)
    {
        _runs = runs;
        _runSeeds = new UniformStream(seed, "run");
        _parameters =
        [
            .. dispersions.Select(dispersion => (
                dispersion.Key,
                dispersion.Value,
                new UniformStream(seed, $"s:{dispersion.Key}"),
                method == SamplingMethod.LatinHypercube
                    ? LatinHypercube.Strata(new UniformStream(seed, $"p:{dispersion.Key}"), runs)
                    : null)),
        ];
    }

    /// <summary>Seed of a run's own random numbers, 0 … 2⁵³−1.</summary>
    /// <param name="run">Index of the run, from 0.</param>
    public long SeedOf(int run) => _runSeeds.Integer(run);

    /// <summary>The parameters of a run: name to value, in the order of the study.</summary>
    /// <param name="run">Index of the run, from 0.</param>
    /// <exception cref="NotFiniteNumberException">A value is too large for a double; the message names the parameter.</exception>
    public JsonObject ParametersOf(int run)
    {
        JsonObject values = [];
        foreach ((string name, Distribution distribution, UniformStream stream, int[]? strata) in _parameters)
        {
            double u = stream.Fraction(run);
            JsonNode value = distribution.Sample(strata is null ? u : (strata[run] + u) / _runs);
            if (value.AsValue().TryGetValue(out double number) && !double.IsFinite(number))
            {
                throw new NotFiniteNumberException($"The distribution of '{name}' has no finite value for this run");
            }

            values[name] = value;
        }

        return values;
    }
}

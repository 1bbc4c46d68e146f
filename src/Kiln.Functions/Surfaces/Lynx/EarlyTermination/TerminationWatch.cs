using Kiln.Functions.Surfaces.Lynx.Telemetry;

namespace Kiln.Functions.Surfaces.Lynx.EarlyTermination;

/// <summary>Looks for the first sample that ends a run.</summary>
internal static class TerminationWatch
{
    /// <summary>
    /// The message of the first condition, in the order given, that the first satisfying sample satisfies; null when none does. A
    /// variable that a sample lacks is not evaluated.
    /// </summary>
    public static string? FirstSatisfied(IReadOnlyList<TerminationCondition> conditions, IEnumerable<TelemetrySample> samples)
    {
        foreach (TelemetrySample sample in samples)
        {
            foreach (TerminationCondition condition in conditions)
            {
                if (sample.Values.TryGetValue(condition.Variable, out double value) && condition.IsSatisfiedBy(value))
                {
                    return condition.Describe(value, sample.Time);
                }
            }
        }

        return null;
    }
}

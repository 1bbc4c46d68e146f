using System.Globalization;

namespace Kiln.Functions.Surfaces.Lynx.EarlyTermination;

/// <summary>A condition that ends a run as soon as one sample satisfies it.</summary>
/// <param name="Name">What people call it; unique in its study.</param>
/// <param name="Variable">The variable that is looked at.</param>
/// <param name="Operator">One of <see cref="Comparison.Words"/>.</param>
/// <param name="Threshold">What the variable is compared with, in its own units.</param>
/// <param name="Units">A note for people; nothing is converted.</param>
internal sealed record TerminationCondition(string Name, string Variable, string Operator, double Threshold, string Units)
{
    /// <summary>Whether a value of the variable satisfies the condition.</summary>
    public bool IsSatisfiedBy(double value) => Comparison.Holds(Operator, value, Threshold);

    /// <summary>The text of a failure by this condition.</summary>
    /// <param name="value">The variable's value.</param>
    /// <param name="time">Simulated seconds of the sample.</param>
    public string Describe(double value, double time) => string.Create(
        CultureInfo.InvariantCulture, $"{Lead} ({Variable} {Operator} {Threshold} {Units}; value {value} at t={time})");

    /// <summary>The text of a failure by this condition when its reporter did not say by which value.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Lead} ({Variable} {Operator} {Threshold} {Units})");

    private string Lead => $"Early termination: {Name}";
}

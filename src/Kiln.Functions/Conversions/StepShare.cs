namespace Kiln.Functions.Conversions;

/// <summary>Progress of one of several steps of an attempt, as progress of the attempt.</summary>
internal sealed class StepShare(IProgress<double> attempt, int index, int count) : IProgress<double>
{
    /// <inheritdoc />
    public void Report(double value) => attempt.Report((index + value) / count);
}

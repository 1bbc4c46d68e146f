using System.Globalization;

namespace Kiln.Cli.Conversions;

/// <summary>One line for each change of step and each further tenth, for logs and pipes.</summary>
internal sealed class PlainProgressDisplay(TextWriter output, TimeProvider time) : IProgressDisplay
{
    /// <inheritdoc/>
    public Task RunAsync(Func<IProgress<ProgressStep>, Task> work) => work(new Lines(output, time));

    private sealed class Lines(TextWriter output, TimeProvider time) : IProgress<ProgressStep>
    {
        private readonly Lock _lock = new();
        private readonly long _start = time.GetTimestamp();
        private ProgressStep _last;

        public void Report(ProgressStep step)
        {
            lock (_lock)
            {
                bool sameStep = step.Task == _last.Task && step.Label == _last.Label;
                if (sameStep && Tenth(step) == Tenth(_last))
                {
                    return;
                }

                _last = step;
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{time.GetElapsedTime(_start).TotalSeconds,6:F1} s] {step.Percent,3:F0}% {step.Task}: {step.Label}"));
            }
        }

        private static int Tenth(ProgressStep step) => (int)(step.Percent / 10);
    }
}

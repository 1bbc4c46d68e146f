using Spectre.Console;

namespace Kiln.Cli.Conversions;

/// <summary>Bars that move, for a terminal.</summary>
internal sealed class LiveProgressDisplay(IAnsiConsole console) : IProgressDisplay
{
    /// <inheritdoc/>
    public Task RunAsync(Func<IProgress<ProgressStep>, Task> work) =>
        console.Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn())
            .StartAsync(context => work(new Bars(context)));

    private sealed class Bars(ProgressContext context) : IProgress<ProgressStep>
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(ProgressStep step)
        {
            lock (_lock)
            {
                if (!_tasks.TryGetValue(step.Task, out var task))
                {
                    _tasks.Add(step.Task, task = context.AddTask(step.Task));
                }

                task.Description = Markup.Escape($"{step.Task}: {step.Label}");
                task.Value = step.Percent;
            }
        }
    }
}

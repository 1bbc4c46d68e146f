using Kiln.Cli.Conversions;
using Spectre.Console;

namespace Kiln.Cli.Tests.Conversions;

public sealed class LiveProgressDisplayTests
{
    [Fact]
    public async Task The_bar_shows_the_stage_and_names_with_brackets_do_no_harm()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 120;

        await new LiveProgressDisplay(console).RunAsync(progress =>
        {
            progress.Report(new ProgressStep("upload", "my [model].glb", 50));
            progress.Report(new ProgressStep("convert", "physics", 40));
            return Task.CompletedTask;
        });

        Assert.Contains("upload: my [model].glb", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("convert: physics", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("40%", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_work_comes_through()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(new StringWriter()) });

        await Assert.ThrowsAsync<CommandFailedException>(() => new LiveProgressDisplay(console).RunAsync(
            _ => throw new CommandFailedException(ExitCodes.Usage, "no")));
    }
}

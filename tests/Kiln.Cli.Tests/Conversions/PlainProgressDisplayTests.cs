using Kiln.Cli.Conversions;

namespace Kiln.Cli.Tests.Conversions;

public sealed class PlainProgressDisplayTests
{
    [Fact]
    public async Task A_line_is_written_for_each_step_and_each_further_tenth()
    {
        var output = new StringWriter();

        await new PlainProgressDisplay(output, TimeProvider.System).RunAsync(progress =>
        {
            foreach (int percent in (int[])[0, 1, 9, 10, 19, 20])
            {
                progress.Report(new ProgressStep("convert", "physics", percent));
            }

            progress.Report(new ProgressStep("convert", "usd", 21));
            return Task.CompletedTask;
        });

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["  0% convert: physics", " 10% convert: physics", " 20% convert: physics", " 21% convert: usd"],
            lines.Select(line => line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..].TrimEnd()));
    }
}

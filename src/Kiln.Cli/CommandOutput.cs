using Kiln.Cli.Conversions;
using Spectre.Console;

namespace Kiln.Cli;

/// <summary>Where a command writes: results to <see cref="Out"/>, complaints to <see cref="Error"/>.</summary>
internal sealed record CommandOutput(TextWriter Out, TextWriter Error, IProgressDisplay Progress)
{
    /// <summary>The process's own: live bars on a terminal, plain lines elsewhere.</summary>
    public static CommandOutput ForConsole()
    {
        bool terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive
            && AnsiConsole.Profile.Capabilities.Ansi;
        return new CommandOutput(
            Console.Out,
            Console.Error,
            terminal ? new LiveProgressDisplay(AnsiConsole.Console) : new PlainProgressDisplay(Console.Out, TimeProvider.System));
    }
}

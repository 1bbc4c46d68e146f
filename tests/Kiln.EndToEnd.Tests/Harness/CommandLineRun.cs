using System.Diagnostics;

namespace Kiln.EndToEnd.Tests.Harness;

/// <summary>A run of the command line as a process of its own.</summary>
internal sealed class CommandLineRun : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _lines = [];

    private CommandLineRun(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="arguments">Verb and options.</param>
    public static CommandLineRun Start(string directory, params string[] arguments) =>
        Start("dotnet", directory, [TestTarget.CommandLineAssembly, .. arguments]);

    /// <summary>Starts any program the same way.</summary>
    public static CommandLineRun Start(string program, string directory, string[] arguments) =>
        new(Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Runs it to its end.</summary>
    public static async Task<CommandLineResult> RunAsync(string directory, params string[] arguments)
    {
        using var run = Start(directory, arguments);
        return await run.FinishAsync();
    }

    /// <summary>Reads output until a line contains a text.</summary>
    /// <returns>That line.</returns>
    public async Task<string> WaitForLineAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"No line with '{text}' in:\n{string.Join('\n', _lines)}\n{await _errors}");
    }

    /// <summary>Sends a signal by its name, such as <c>TERM</c>.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<CommandLineResult> FinishAsync()
    {
        string rest = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return new CommandLineResult(_process.ExitCode, string.Join('\n', [.. _lines, rest]), await _errors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}

/// <summary>How a run of the command line ended.</summary>
internal sealed record CommandLineResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Both streams and the exit code, for messages.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}

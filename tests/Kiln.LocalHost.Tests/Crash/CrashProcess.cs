using System.Diagnostics;
using System.Globalization;

namespace Kiln.LocalHost.Tests.Crash;

/// <summary>The child process that is killed, and what it said until then.</summary>
internal static class CrashProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Kiln.LocalHost.CrashHost.dll");

    /// <summary>Starts instances until all are started or the process dies.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="first">Number of the first instance.</param>
    /// <param name="count">How many.</param>
    /// <param name="crashAt">Where the process kills itself, as <c>Boundary:N</c>; null for nowhere.</param>
    /// <param name="onLine">Called with the process and all it said, after each line; may kill or disturb it.</param>
    /// <param name="slowCommits">Milliseconds by which each turn's commit is held up.</param>
    public static Task<IReadOnlyList<string>> DriveAsync(
        string directory,
        int first,
        int count,
        string? crashAt = null,
        Func<Process, IReadOnlyList<string>, Task>? onLine = null,
        int slowCommits = 0) => RunAsync(
            [directory, "drive", first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)],
            crashAt,
            onLine,
            slowCommits);

    /// <summary>Brings every instance to its end, unless the process dies.</summary>
    public static Task<IReadOnlyList<string>> FinishAsync(string directory, string? crashAt = null) =>
        RunAsync([directory, "finish"], crashAt, null, 0);

    /// <summary>Runs where another process is at work already, and answers why it was refused.</summary>
    public static async Task<string> BeRefusedAsync(string directory)
    {
        using Process process = Start([directory, "finish"]);
        using CancellationTokenSource patience = new(Patience);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.NotEqual(0, process.ExitCode);
        return await errors;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(
        string[] arguments, string? crashAt, Func<Process, IReadOnlyList<string>, Task>? onLine, int slowCommits)
    {
        using Process process = Start(arguments, crashAt, slowCommits);
        using CancellationTokenSource patience = new(Patience);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        List<string> lines = [];
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                lines.Add(line);
                await (onLine?.Invoke(process, lines) ?? Task.CompletedTask);
            }

            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException(
                $"The process ({string.Join(' ', arguments)}, crash at {crashAt ?? "nowhere"}) hangs after {lines.Count} lines, the last: {lines.LastOrDefault()}");
        }

        bool mayBeKilled = crashAt is not null || onLine is not null;
        Assert.True(process.ExitCode == 0 || (process.ExitCode == 137 && mayBeKilled), $"The process ended with {process.ExitCode}: {await errors}");
        return lines;
    }

    // By way of a shell that has it ignore the signal of a file grown too large: the write that was too much then fails with an error.
    private static Process Start(string[] arguments, string? crashAt = null, int slowCommits = 0)
    {
        ProcessStartInfo start = new("sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", DotnetPath(), Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KILN_CRASH_AT"] = crashAt ?? string.Empty;
        start.Environment["KILN_SLOW_COMMITS"] = slowCommits == 0 ? string.Empty : slowCommits.ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    private static string DotnetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}

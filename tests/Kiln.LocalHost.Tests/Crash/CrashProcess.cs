using System.Diagnostics;
using System.Globalization;

namespace Kiln.LocalHost.Tests.Crash;

/// <summary>The child process that is killed, and what it said until then.</summary>
internal static class CrashProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Kiln.LocalHost.CrashHost.dll");

    /// <summary>Starts instances until all are started or the process dies.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="first">Number of the first instance.</param>
    /// <param name="count">How many.</param>
    /// <param name="crashAt">Where the process kills itself, as <c>Boundary:N</c>; null for nowhere.</param>
    /// <param name="killAfterLines">After how many lines it is killed from here; null for never.</param>
    public static Task<IReadOnlyList<string>> DriveAsync(
        string directory, int first, int count, string? crashAt = null, int? killAfterLines = null) =>
        RunAsync(
            [directory, "drive", first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)],
            crashAt,
            killAfterLines);

    /// <summary>Brings every instance to its end, unless the process dies.</summary>
    public static Task<IReadOnlyList<string>> FinishAsync(string directory, string? crashAt = null) =>
        RunAsync([directory, "finish"], crashAt, null);

    private static async Task<IReadOnlyList<string>> RunAsync(string[] arguments, string? crashAt, int? killAfterLines)
    {
        ProcessStartInfo start = new(DotnetPath(), [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KILN_CRASH_AT"] = crashAt ?? string.Empty;
        start.Environment["DOTNET_TieredPGO"] = "0";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        List<string> lines = [];
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                lines.Add(line);
                if (lines.Count == killAfterLines)
                {
                    process.Kill();
                }
            }

            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException(
                $"The process ({string.Join(' ', arguments)}, crash at {crashAt ?? "nowhere"}) hangs after {lines.Count} lines, the last: {lines.LastOrDefault()}");
        }

        bool killed = process.ExitCode == 137;
        Assert.True(process.ExitCode == 0 || (killed && (crashAt ?? killAfterLines?.ToString(CultureInfo.InvariantCulture)) is not null),
            $"The process ended with {process.ExitCode}: {await errors}");
        return lines;
    }

    private static string DotnetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}

using System.ComponentModel;
using System.Diagnostics;

namespace Kiln.Cli.Service.Azurite;

/// <summary>The npm project beside this program that holds the storage emulator; installed from its lock file at first use.</summary>
internal static class AzuriteInstallation
{
    private const string Advice = "--storage azurite needs Node.js 20 with npm on the PATH: https://nodejs.org";

    /// <summary>The project's directory with its packages in it.</summary>
    /// <exception cref="CommandFailedException">npm is missing or fails.</exception>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "azurite");
        string wanted = await File.ReadAllTextAsync(Path.Combine(directory, "package-lock.json"), cancellationToken).ConfigureAwait(false);
        string marker = Path.Combine(directory, ".installed");

        // Two commands at once: the second waits, then finds the work done.
        var turn = await TakeTurnAsync(Path.Combine(directory, ".installing"), cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            if (!File.Exists(marker) || await File.ReadAllTextAsync(marker, cancellationToken).ConfigureAwait(false) != wanted)
            {
                await InstallAsync(directory, cancellationToken).ConfigureAwait(false);
                await File.WriteAllTextAsync(marker, wanted, cancellationToken).ConfigureAwait(false);
            }
        }

        return directory;
    }

    /// <summary>The fault of a program that could not be started.</summary>
    public static CommandFailedException Missing(Win32Exception fault) => new(ExitCodes.ServiceUnavailable, Advice, fault);

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task InstallAsync(string directory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (npm.ExitCode != 0)
            {
                throw new CommandFailedException(
                    ExitCodes.ServiceUnavailable,
                    $"Azurite cannot be installed: 'npm ci' failed in {directory}:\n{await output.ConfigureAwait(false)}{await errors.ConfigureAwait(false)}");
            }
        }
        catch (Win32Exception fault)
        {
            throw Missing(fault);
        }
    }
}

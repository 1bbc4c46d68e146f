using System.ComponentModel;
using System.Diagnostics;

namespace Kiln.Storage.Tests.Azure;

/// <summary>The npm project that holds the blob emulator, installed from its lock file when it is first needed.</summary>
internal static class AzuriteInstallation
{
    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>The project's directory, with the packages in it.</summary>
    public static string Directory => Installed.Value;

    private static string Install()
    {
        string directory = Path.Combine(FindRepository(), "tests", "azurite");
        string lockFile = Path.Combine(directory, "package-lock.json");
        string marker = Path.Combine(directory, "node_modules", ".kiln-installed");

        // Several test processes start at once in a run of the whole solution; one installs, the others wait for it.
        using Mutex mutex = new(initiallyOwned: false, $"Global\\kiln-azurite-{Environment.UserName}");
        try
        {
            mutex.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // The one before was killed; the marker tells whether it had finished.
        }

        try
        {
            string wanted = File.ReadAllText(lockFile);
            if (!File.Exists(marker) || File.ReadAllText(marker) != wanted)
            {
                Run("npm", ["ci", "--no-audit", "--no-fund"], directory);
                File.WriteAllText(marker, wanted);
            }

            return directory;
        }
        finally
        {
            mutex.ReleaseMutex();
        }
    }

    private static void Run(string program, string[] arguments, string directory)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException(
                "The blob storage tests need Node.js 20 or later with npm on the PATH: they run Azurite, the blob emulator.", failure);
        }

        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed in {directory}:\n{output.Result}\n{errors}");
            }
        }
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Functions.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No Functions.sln above {AppContext.BaseDirectory}: the tests run from within the repository.");
    }
}

using System.Diagnostics;

namespace Kiln.Checkers;

/// <summary>Runs a program to its end.</summary>
internal static class OutsideProgram
{
    /// <exception cref="InvalidOperationException">The exit code is not 0; the message holds what the program said.</exception>
    public static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} in {folder} failed with exit code {process.ExitCode}:"
                + $"\n{await output.ConfigureAwait(false)}\n{await errors.ConfigureAwait(false)}");
        }
    }
}

using System.Diagnostics;

namespace Kiln.Cli.Service;

/// <summary>
/// Starts programs in a session of their own where the system can: Ctrl-C at the terminal then does not reach what is still needed
/// to cancel the job.
/// </summary>
internal static class OwnSession
{
    private static readonly string[] Programs = ["/usr/bin/setsid", "/bin/setsid"];

    /// <summary>How to start a program so, with its three streams redirected.</summary>
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
        string? session = Programs.FirstOrDefault(File.Exists);
        return new ProcessStartInfo(session ?? program, session is null ? arguments : [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}

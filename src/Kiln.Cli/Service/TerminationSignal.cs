using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kiln.Cli.Service;

/// <summary>Asks a process to end in good order, which the base class library cannot.</summary>
internal static class TerminationSignal
{
    private const int Terminate = 15;

    /// <summary>Sends SIGTERM; on Windows, which has none, the process is ended at once. A process that has ended is left alone.</summary>
    public static void Send(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows() || NativeMethods.Kill(process.Id, Terminate) != 0)
        {
            process.Kill();
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processId, int signal);
    }
}

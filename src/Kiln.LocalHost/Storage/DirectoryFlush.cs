using System.Runtime.InteropServices;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// Forces directory entries to disk. A flushed file can still lose its name in a power cut until the directory is flushed too; .NET
/// opens no directories, so this asks the C library. Windows writes entries through its journal and offers no such call.
/// </summary>
internal static class DirectoryFlush
{
    private const int ReadOnly = 0;
    private const int NoSuchEntry = 2;

    /// <summary>Forces the entries of a directory and of the directories above it, up to and with the root given, to disk.</summary>
    public static void FlushUpTo(string directory, string root)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        for (string? current = directory; current is not null && current.Length >= root.Length; current = Path.GetDirectoryName(current))
        {
            Flush(current);
        }
    }

    /// <summary>Forces the entries of one directory to disk.</summary>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
        {
            // A directory that was removed meanwhile has no entry left to lose.
            if (Marshal.GetLastPInvokeError() == NoSuchEntry)
            {
                return;
            }

            throw Failure("open", directory);
        }

        try
        {
            if (FSync(descriptor) != 0)
            {
                throw Failure("flush", directory);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string verb, string directory) =>
        new($"Cannot {verb} the directory '{directory}': error {Marshal.GetLastPInvokeError()} of the system.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}

using System.Runtime.InteropServices;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// Gives a file a name that nobody has, in one step of the file system. <see cref="File.Move(string, string, bool)"/> without overwriting
/// is no such step on Unix: it looks whether the name is free and then renames, and of two that looked at the same time the second
/// replaces the first. A hard link fails when the name is taken.
/// </summary>
internal static class ExclusiveRename
{
    private const int NoSuchEntry = 2;
    private const int Exists = 17;

    /// <summary>Moves a file within one file system; false, with the file where it was, when the name is taken.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="DirectoryNotFoundException">The name's directory is not there.</exception>
    public static bool TryMove(string source, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMoveOnWindows(source, target);
        }

        if (Link(source, target) == 0)
        {
            File.Delete(source);
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Exists => false,
            NoSuchEntry when !File.Exists(source) => throw new FileNotFoundException("The file to be named is not there.", source),
            NoSuchEntry => throw new DirectoryNotFoundException($"There is no directory for the name '{target}'."),
            int error => throw new IOException(
                $"Cannot give a file the name '{target}': {Marshal.GetPInvokeErrorMessage(error)}. The file system must have hard links."),
        };
    }

    private static bool TryMoveOnWindows(string source, string target)
    {
        try
        {
            File.Move(source, target, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(target))
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string created);
}

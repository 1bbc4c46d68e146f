using System.Globalization;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Keeps other processes off a data directory for as long as it lives. The operating system lets go of it when a process dies.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory, making it when it is absent.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="name">What in it is taken: one lock file per name.</param>
    /// <exception cref="IOException">Another process holds it.</exception>
    public static DataDirectoryLock Take(string directory, string name)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"{name}.lock");
        string ownerPath = Path.Combine(directory, $"{name}.owner");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"The data directory '{Path.GetFullPath(directory)}' is in use by another process{Owner(ownerPath)}. Stop that one first, or give "
                + "another data directory.",
                exception);
        }

        // In a file of its own, since the locked one cannot be read by others.
        File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataDirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string path) =>
        File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } owner ? $" (process {owner})" : string.Empty;
}

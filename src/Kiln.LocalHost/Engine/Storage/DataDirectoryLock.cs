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
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"The data directory '{Path.GetFullPath(directory)}' is in use by another process{Holder(path)}. Stop that one first, or give "
                + "another data directory.",
                exception);
        }

        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new DataDirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(file);
            return reader.ReadToEnd() is { Length: > 0 } holder ? $" (process {holder})" : string.Empty;
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}

namespace Kiln.LocalHost.Hosting;

/// <summary>Writes small files so that a reader, or the next start after a crash, finds the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>Writes, flushes to disk and puts in place; the file is readable by its owner only.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string written = $"{path}.{Environment.ProcessId}.new";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream stream = new(written, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(written, path, overwrite: true);
    }
}

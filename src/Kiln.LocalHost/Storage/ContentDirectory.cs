using Kiln.Storage;
using Kiln.Storage.Content;
using Microsoft.Win32.SafeHandles;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// Content as files. A write goes to a file of its own under <c>incoming</c>, is flushed, and takes its name by one rename: at every
/// moment, also after a crash, the name has the old content or the new.
/// </summary>
internal sealed class ContentDirectory
{
    private const int CopyBuffer = 256 * 1024;

    // What a crash left behind is removed later than any write that may still be going on.
    private static readonly TimeSpan LeftOverAge = TimeSpan.FromDays(1);

    private readonly string _root;
    private readonly string _incoming;

    /// <param name="root">The directory that holds the areas; made when absent.</param>
    public ContentDirectory(string root)
    {
        _root = Path.GetFullPath(root);
        _incoming = Path.Combine(_root, "incoming");
        Directory.CreateDirectory(_incoming);
        foreach (string path in Directory.EnumerateFiles(_incoming))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > LeftOverAge)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Opens content; null when there is none.</summary>
    public (SafeFileHandle File, ContentProperties Properties)? Open(ContentName name)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(PathOf(name), options: FileOptions.Asynchronous, share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return (file, ContentFile.ReadProperties(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes content; null when it may not replace what is there and something is.</summary>
    public async Task<ContentProperties?> WriteAsync(
        ContentName name, Stream content, string contentType, bool replace, CancellationToken cancellationToken)
    {
        string target = PathOf(name);
        string temporary = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        try
        {
            ContentProperties properties;
            await using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, CopyBuffer, cancellationToken);
                await file.WriteAsync(ContentFile.Trailer(contentType), cancellationToken);
                ContentFile.Seal(file);
                properties = ContentFile.ReadProperties(file.SafeFileHandle);
            }

            return Publish(temporary, target, replace) ? properties : null;
        }
        catch (IOException fault) when (IsFull(fault))
        {
            throw new StorageFullException($"There is no room left in '{_root}': nothing was written.", fault);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Copies content when the source has the ETag; false when it is absent or has another.</summary>
    public bool Copy(ContentName source, string sourceETag, ContentName target)
    {
        string from = PathOf(source);
        string to = PathOf(target);
        string temporary = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        try
        {
            File.Copy(from, temporary);
            using (FileStream file = new(temporary, FileMode.Open, FileAccess.ReadWrite))
            {
                // A copied file keeps the time of its source, so the copy itself says which version it is of.
                if (ContentFile.ReadProperties(file.SafeFileHandle).ETag != sourceETag)
                {
                    return false;
                }

                ContentFile.Seal(file);
            }

            return Publish(temporary, to, replace: true);
        }
        catch (IOException fault) when (IsFull(fault))
        {
            throw new StorageFullException($"There is no room left in '{_root}': nothing was copied.", fault);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Deletes content; false when there was none.</summary>
    public bool Delete(ContentName name)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Another deletion was quicker.
            return false;
        }

        DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
        RemoveEmptyDirectories(path, name.Area);
        return true;
    }

    /// <summary>The names in an area that begin with a prefix, in ordinal order.</summary>
    public IReadOnlyList<string> List(ContentArea area, string prefix)
    {
        string root = AreaRoot(area);
        string start = Path.Combine(root, ContentFileName.ToDirectory(StorageName.RequirePrefix(prefix)));
        List<string> names = [];
        try
        {
            foreach (string path in Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories))
            {
                if (ContentFileName.FromPath(Path.GetRelativePath(root, path)) is { } name
                    && name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    names.Add(name);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was ever written there, or the last of it was deleted meanwhile.
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private bool Publish(string temporary, string target, bool replace)
    {
        string directory = Path.GetDirectoryName(target)!;
        while (true)
        {
            bool isNew = !Directory.Exists(directory);
            Directory.CreateDirectory(directory);
            try
            {
                if (replace)
                {
                    File.Move(temporary, target, overwrite: true);
                }
                else if (!ExclusiveRename.TryMove(temporary, target))
                {
                    return false;
                }
            }
            catch (IOException missing)
                when (missing is DirectoryNotFoundException or FileNotFoundException && File.Exists(temporary))
            {
                // A deletion removed the directory while it was empty; another write may have made it again since.
                continue;
            }

            if (isNew)
            {
                DirectoryFlush.FlushUpTo(directory, _root);
            }
            else
            {
                DirectoryFlush.Flush(directory);
            }

            return true;
        }
    }

    // The runtime has no type for it, only the system's number: ENOSPC and EDQUOT, or ERROR_DISK_FULL.
    private static bool IsFull(IOException fault) =>
        OperatingSystem.IsWindows() ? (fault.HResult & 0xffff) == 112 : fault.HResult is 28 or 122;

    private void RemoveEmptyDirectories(string path, ContentArea area)
    {
        string root = AreaRoot(area);
        try
        {
            for (string directory = Path.GetDirectoryName(path)!; directory.Length > root.Length; directory = Path.GetDirectoryName(directory)!)
            {
                Directory.Delete(directory);
            }
        }
        catch (IOException)
        {
            // Not empty, or gone already.
        }
    }

    private string PathOf(ContentName name) =>
        Path.Combine(AreaRoot(name.Area), ContentFileName.ToPath(StorageName.Require(name.Name)));

    private string AreaRoot(ContentArea area) => Path.Combine(_root, area switch
    {
        ContentArea.Inputs => "inputs",
        ContentArea.Outputs => "outputs",
        ContentArea.Quarantine => "quarantine",
        _ => throw new ArgumentOutOfRangeException(nameof(area), area, "There is no such content area."),
    });
}

using Kiln.Geometry.Formats.Archives;

namespace Kiln.Geometry.Formats;

/// <summary>The files beside a model: those of the archive it came in, or none.</summary>
internal sealed class SideFiles
{
    private readonly ZipContent? _archive;
    private readonly string _folder;

    /// <summary>The side files of a model in an archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="model">The model's own path in it.</param>
    public SideFiles(ZipContent archive, string model)
    {
        _archive = archive;
        _folder = FolderOf(model);
    }

    private SideFiles() => _folder = "";

    /// <summary>No side files: the model stands alone.</summary>
    public static SideFiles None { get; } = new();

    /// <summary>
    /// The content of the file at a path relative to the model; null when there is none. Both slashes separate; letter case is
    /// overlooked when no name fits exactly. A path that leaves the archive finds nothing.
    /// </summary>
    public ReadOnlyMemory<byte>? Find(string path)
    {
        // A conditional expression would turn its null into an empty memory, for null is an array too.
        if (_archive is not null && Resolve(_folder, path) is { } resolved && _archive.Find(resolved) is { } entry)
        {
            return _archive.Read(entry);
        }

        return null;
    }

    /// <summary>True when <see cref="Find(string)"/> would find a file.</summary>
    public bool Contains(string path) => Resolve(_folder, path) is { } resolved && _archive?.Find(resolved) is not null;

    /// <summary>
    /// As <see cref="Find(string)"/>, and when nothing is there, the only file of that name anywhere in the archive: models
    /// often carry the paths of the machine that made them.
    /// </summary>
    public ReadOnlyMemory<byte>? FindAnywhere(string path)
    {
        if (Find(path) is { } found)
        {
            return found;
        }

        string name = Path.GetFileName(path.Replace('\\', '/'));
        if (_archive is not null && name.Length > 0 && _archive.FindByName(name) is { } entry)
        {
            return _archive.Read(entry);
        }

        return null;
    }

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static string? Resolve(string folder, string path)
    {
        var parts = new List<string>();
        foreach (string part in (folder + path.Replace('\\', '/')).Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}

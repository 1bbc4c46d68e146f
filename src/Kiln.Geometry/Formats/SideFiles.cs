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
    /// overlooked when no name fits exactly. When nothing is there, or the path leaves the archive, the only file of that name
    /// anywhere in the archive is taken: models often carry the paths of the machine that made them.
    /// </summary>
    public ReadOnlyMemory<byte>? Find(string path)
    {
        // A conditional expression would turn its null into an empty memory, for null is an array too.
        if (EntryOf(path) is { } entry)
        {
            return _archive!.Read(entry);
        }

        return null;
    }

    /// <summary>True when <see cref="Find(string)"/> would find a file.</summary>
    public bool Contains(string path) => EntryOf(path) is not null;

    private ZipEntry? EntryOf(string path)
    {
        if (_archive is null)
        {
            return null;
        }

        return Resolve(_folder, path) is { } resolved && _archive.Find(resolved) is { } entry
            ? entry
            : _archive.FindByName(Path.GetFileName(path.Replace('\\', '/')));
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

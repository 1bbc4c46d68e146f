using System.Buffers.Binary;
using System.IO.Compression;

namespace Kiln.Geometry.Formats.Archives;

/// <summary>An open archive of one model and its side files. Entries are unpacked when asked for, and then kept.</summary>
internal sealed class ZipContent
{
    private const int LocalHeaderLength = 30;

    private readonly Stream _archive;
    private readonly Dictionary<string, ZipEntry> _byPath;
    private readonly Dictionary<string, ZipEntry?> _byFoldedPath;
    private readonly Dictionary<string, ZipEntry?> _byOutline;
    private readonly Dictionary<string, ZipEntry?> _byName;
    private readonly Dictionary<string, ZipEntry?> _byNameOutline;
    private readonly Dictionary<string, byte[]> _unpacked = [];

    private ZipContent(Stream archive, List<ZipEntry> entries)
    {
        _archive = archive;
        Entries = entries;
        _byPath = entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        ZipEntry[] files = [.. entries.Where(entry => !ZipPath.IsClutter(entry.Path))];
        _byFoldedPath = Index(files, entry => entry.Path);
        _byOutline = Index(files, entry => ZipPath.Outline(entry.Path));
        _byName = Index(files, entry => Path.GetFileName(entry.Path));
        _byNameOutline = Index(files, entry => ZipPath.Outline(Path.GetFileName(entry.Path)));
        Primary = FindPrimary(entries);
    }

    /// <summary>All files of the archive.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>The one model in it.</summary>
    public ZipEntry Primary { get; }

    /// <summary>Opens an archive and finds its model.</summary>
    /// <exception cref="InvalidModelException">The archive is refused, or does not hold exactly one model.</exception>
    public static ZipContent Open(Stream archive, ModelReaderLimits limits) => new(archive, ZipDirectory.Read(archive, limits));

    /// <summary>The entry of a path; letter case, and then what letters beyond ASCII are, are overlooked when no path fits exactly.</summary>
    public ZipEntry? Find(string path) =>
        _byPath.GetValueOrDefault(path) ?? _byFoldedPath.GetValueOrDefault(path) ?? _byOutline.GetValueOrDefault(ZipPath.Outline(path));

    /// <summary>The only entry of a file name, in whatever folder.</summary>
    public ZipEntry? FindByName(string name) =>
        _byName.GetValueOrDefault(name) ?? _byNameOutline.GetValueOrDefault(ZipPath.Outline(name));

    /// <summary>The unpacked content of an entry.</summary>
    /// <exception cref="InvalidModelException">Its length or checksum is not what the directory states.</exception>
    public ReadOnlyMemory<byte> Read(ZipEntry entry)
    {
        if (_unpacked.TryGetValue(entry.Path, out byte[]? known))
        {
            return known;
        }

        if (entry.Length > Array.MaxLength)
        {
            throw ZipDirectory.Invalid($"the entry {entry.Path} has {entry.Length} bytes, more than one file may have");
        }

        byte[] content = new byte[entry.Length];
        try
        {
            using Stream stream = OpenRead(entry);
            if (stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length || stream.ReadByte() >= 0)
            {
                throw ZipDirectory.Invalid($"the entry {entry.Path} does not have the {entry.Length} bytes that the directory states");
            }
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidModelException($"Invalid archive: the entry {entry.Path} cannot be unpacked", null, exception);
        }

        if (Images.Png.Crc32.Of(content) != entry.Checksum)
        {
            throw ZipDirectory.Invalid($"the entry {entry.Path} has a wrong checksum");
        }

        _unpacked[entry.Path] = content;
        return content;
    }

    /// <summary>A stream of the unpacked content; neither length nor checksum is checked.</summary>
    public Stream OpenRead(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalHeaderLength];
        _archive.Position = Math.Min(entry.HeaderOffset, _archive.Length);
        if (_archive.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034B50)
        {
            throw ZipDirectory.Invalid($"the entry {entry.Path} does not start where the directory says");
        }

        long start = entry.HeaderOffset + LocalHeaderLength
            + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (start + entry.PackedLength > _archive.Length)
        {
            throw ZipDirectory.Invalid($"the entry {entry.Path} ends beyond the file");
        }

        var packed = new StreamSection(_archive, start, entry.PackedLength);
        return entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress);
    }

    /// <summary>Entries by a key in any letter case; null stands for a key that fits several and so names none.</summary>
    private static Dictionary<string, ZipEntry?> Index(ZipEntry[] files, Func<ZipEntry, string> key)
    {
        var index = new Dictionary<string, ZipEntry?>(StringComparer.OrdinalIgnoreCase);
        foreach (ZipEntry entry in files)
        {
            if (!index.TryAdd(key(entry), entry))
            {
                index[key(entry)] = null;
            }
        }

        return index;
    }

    private static ZipEntry FindPrimary(List<ZipEntry> entries)
    {
        ZipEntry[] files = [.. entries.Where(entry => !ZipPath.IsClutter(entry.Path))];
        if (Array.Find(files, entry => FileExtensions.IsArchive(entry.Path)) is { } nested)
        {
            throw ZipDirectory.Invalid($"it holds another archive, {nested.Path}");
        }

        ZipEntry[] models = Array.FindAll(files, entry => FileExtensions.IsModel(entry.Path));
        return models.Length == 1 ? models[0] : throw new InvalidModelException("Archive must contain exactly one .obj/.gltf/.usd file");
    }
}

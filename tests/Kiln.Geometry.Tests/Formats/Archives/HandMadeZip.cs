using System.IO.Compression;
using System.Text;

namespace Kiln.Geometry.Tests.Formats.Archives;

/// <summary>ZIP files made in memory.</summary>
internal static class HandMadeZip
{
    public static byte[] Of(params (string Path, byte[] Content)[] entries) => Of(CompressionLevel.Optimal, entries);

    public static byte[] Of(CompressionLevel level, params (string Path, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string path, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(path, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The file with the bytes of a name, which stands there twice, replaced by as many others.</summary>
    public static byte[] WithName(byte[] file, string name, byte[] raw)
    {
        byte[] changed = (byte[])file.Clone();
        byte[] sought = Text(name);
        for (int at = changed.AsSpan().IndexOf(sought); at >= 0; at = changed.AsSpan().IndexOf(sought))
        {
            raw.CopyTo(changed, at);
        }

        return changed;
    }

    /// <summary>The file with one field of the first central directory entry overwritten.</summary>
    public static byte[] WithDirectoryField(byte[] file, int offset, params byte[] value)
    {
        byte[] changed = (byte[])file.Clone();
        int directory = changed.AsSpan().IndexOf("PK\u0001\u0002"u8);
        value.CopyTo(changed, directory + offset);
        return changed;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Kiln.Geometry.Images.Png;

namespace Kiln.SimReady.Usd.Packages;

/// <summary>
/// A <c>.usdz</c> package as the USDZ specification has it: a ZIP whose entries are stored, the root layer first, each entry's
/// data at a multiple of 64 bytes so that readers can map it. All time stamps are 1980-01-01, so that equal entries give equal bytes.
/// </summary>
internal static class UsdzPackage
{
    private const int Alignment = 64;
    private const int LocalHeaderLength = 30;
    private const int CentralHeaderLength = 46;
    private const int EndLength = 22;
    private const int ExtraHeaderLength = 4;

    // The identifier that OpenUSD gives the field that pads.
    private const ushort PaddingField = 0x1986;
    private const ushort Version = 20;
    private const ushort Utf8Names = 1 << 11;
    private const ushort FirstDay = (1 << 5) | 1;

    /// <summary>Writes the package.</summary>
    /// <param name="entries">The root layer, then what it refers to by paths relative to the package's root.</param>
    /// <exception cref="InvalidDataException">The package would be larger than 2 GB, which it must not be.</exception>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<(string Path, ReadOnlyMemory<byte> Content)> entries)
    {
        long length = entries.Sum(entry =>
            (long)entry.Content.Length + LocalHeaderLength + CentralHeaderLength + (2L * Encoding.UTF8.GetByteCount(entry.Path))
            + Alignment + ExtraHeaderLength) + EndLength;
        if (length > Array.MaxLength)
        {
            throw new InvalidDataException("The .usdz package would be larger than 2 GB.");
        }

        byte[] file = new byte[length];
        int at = 0;
        uint[] checksums = new uint[entries.Count];
        int[] offsets = new int[entries.Count];
        for (int i = 0; i < entries.Count; i++)
        {
            (string path, ReadOnlyMemory<byte> content) = entries[i];
            checksums[i] = Crc32.Of(content.Span);
            offsets[i] = at;
            int name = Encoding.UTF8.GetBytes(path, file.AsSpan(at + LocalHeaderLength));
            int extra = Padding(at + LocalHeaderLength + name);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), 0x04034B50);
            WriteCommon(file.AsSpan(at + 4), checksums[i], content.Length, name, extra);
            at += LocalHeaderLength + name;
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), PaddingField);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), (ushort)(extra - ExtraHeaderLength));
            at += extra;
            content.Span.CopyTo(file.AsSpan(at));
            at += content.Length;
        }

        int directory = at;
        for (int i = 0; i < entries.Count; i++)
        {
            Span<byte> header = file.AsSpan(at);
            int name = Encoding.UTF8.GetBytes(entries[i].Path, header[CentralHeaderLength..]);
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014B50);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Version);
            WriteCommon(header[6..], checksums[i], entries[i].Content.Length, name, extra: 0);
            BinaryPrimitives.WriteInt32LittleEndian(header[42..], offsets[i]);
            at += CentralHeaderLength + name;
        }

        WriteEnd(file.AsSpan(at), entries.Count, directory, at - directory);
        return file.AsMemory(0, at + EndLength);
    }

    /// <summary>The first difference between a package and the entries that it should hold, as a sentence, or null.</summary>
    public static string? FirstDifference(
        ReadOnlyMemory<byte> package, IReadOnlyList<(string Path, ReadOnlyMemory<byte> Content)> entries)
    {
        try
        {
            using ZipArchive archive = new(new MemoryStream(package.ToArray(), writable: false), ZipArchiveMode.Read);
            if (!archive.Entries.Select(entry => entry.FullName).SequenceEqual(entries.Select(entry => entry.Path), StringComparer.Ordinal))
            {
                return "The .usdz package's entries are not the layer and then its textures.";
            }

            foreach ((ZipArchiveEntry actual, (string path, ReadOnlyMemory<byte> content)) in archive.Entries.Zip(entries))
            {
                byte[] bytes = new byte[content.Length];
                using Stream stream = actual.Open();
                if (actual.Length != bytes.Length
                    || stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) != bytes.Length
                    || !bytes.AsSpan().SequenceEqual(content.Span))
                {
                    return $"The .usdz package's entry '{path}' is not the file that it should be.";
                }
            }

            return null;
        }
        catch (InvalidDataException fault)
        {
            return $"The .usdz package is no ZIP: {fault.Message}";
        }
    }

    // The extra field's own header takes four bytes of the padding.
    private static int Padding(int at)
    {
        int padding = -at & (Alignment - 1);
        return padding >= ExtraHeaderLength ? padding : padding + Alignment;
    }

    // What the local and the central header have in common, from the version needed to the extra field's length.
    private static void WriteCommon(Span<byte> header, uint checksum, int length, int name, int extra)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], FirstDay);
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], checksum);
        BinaryPrimitives.WriteInt32LittleEndian(header[14..], length);
        BinaryPrimitives.WriteInt32LittleEndian(header[18..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)name);
        BinaryPrimitives.WriteUInt16LittleEndian(header[24..], (ushort)extra);
    }

    private static void WriteEnd(Span<byte> end, int count, int directory, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)count);
        BinaryPrimitives.WriteInt32LittleEndian(end[12..], length);
        BinaryPrimitives.WriteInt32LittleEndian(end[16..], directory);
    }
}

using System.Buffers.Binary;

namespace Kiln.Geometry.Formats.Archives;

/// <summary>
/// Reads the central directory of a ZIP (PKWARE APPNOTE 6.3) strictly and with bounded memory, whatever the directory claims: a
/// hostile one may hold millions of entries or unpack to petabytes.
/// </summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int Encrypted = 0x1;
    private const int StronglyEncrypted = 0x40;
    private const int MaskedDirectory = 0x2000;
    private const int MaxComment = 65535;
    private const uint EndSignature = 0x06054B50;
    private const uint Zip64EndSignature = 0x06064B50;
    private const uint Zip64LocatorSignature = 0x07064B50;
    private const uint EntrySignature = 0x02014B50;

    /// <summary>Reads and checks all entries. Folders are left out; everything else counts, also what nobody will read.</summary>
    /// <exception cref="InvalidModelException"><c>Invalid archive: …</c> with the reason.</exception>
    public static List<ZipEntry> Read(Stream archive, ModelReaderLimits limits)
    {
        (long count, long size, long offset) = FindEnd(archive);
        if (count > limits.MaxArchiveEntries)
        {
            throw Invalid($"{count} entries, more than the {limits.MaxArchiveEntries} allowed");
        }

        if (offset < 0 || size < 0 || offset > archive.Length - size || size > count * (EntryLength + (3L * ushort.MaxValue)))
        {
            throw Invalid("its directory lies outside of the file");
        }

        byte[] directory = new byte[size];
        archive.Position = offset;
        archive.ReadExactly(directory);
        var entries = new List<ZipEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        long unpacked = 0;
        int at = 0;
        if (count > 0 && !IsEntry(directory))
        {
            throw Invalid($"its directory is damaged, or bytes stand before the archive: no entry is at byte {offset}");
        }

        for (long i = 0; i < count; i++)
        {
            if (ReadEntry(directory, ref at) is not { } entry)
            {
                continue;
            }

            if (!names.Add(entry.Path))
            {
                throw Invalid($"two entries have the name {entry.Path}");
            }

            unpacked += entry.Length;
            CheckSize(entry, unpacked, archive.Length, limits);
            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>The exception for an archive that is refused.</summary>
    public static InvalidModelException Invalid(string reason) => new($"Invalid archive: {reason}");

    private static void CheckSize(ZipEntry entry, long unpacked, long archiveLength, ModelReaderLimits limits)
    {
        if (entry.PackedLength > archiveLength || entry.HeaderOffset > archiveLength)
        {
            throw Invalid($"the entry {entry.Path} lies outside of the file");
        }

        if (entry.Length > limits.MaxUnpackedBytes || unpacked > limits.MaxUnpackedBytes)
        {
            throw Invalid($"more than {limits.MaxUnpackedBytes} bytes unpacked");
        }

        if (unpacked > archiveLength * limits.MaxArchiveRatio)
        {
            throw Invalid($"it unpacks to more than {limits.MaxArchiveRatio} times its size");
        }
    }

    private static bool IsEntry(ReadOnlySpan<byte> bytes) => bytes.Length >= EntryLength && U32(bytes, 0) == EntrySignature;

    private static ZipEntry? ReadEntry(ReadOnlySpan<byte> directory, ref int at)
    {
        if (!IsEntry(directory[at..]))
        {
            throw Invalid("its directory is damaged");
        }

        ReadOnlySpan<byte> head = directory.Slice(at, EntryLength);
        int nameLength = U16(head, 28);
        int extraLength = U16(head, 30);
        int total = EntryLength + nameLength + extraLength + U16(head, 32);
        if (directory.Length - at < total)
        {
            throw Invalid("its directory is damaged");
        }

        ReadOnlySpan<byte> rawName = directory.Slice(at + EntryLength, nameLength);
        ReadOnlySpan<byte> extra = directory.Slice(at + EntryLength + nameLength, extraLength);
        at += total;

        string path = ZipPath.Check(ZipPath.Decode(rawName));
        int unixType = (int)(U32(head, 38) >> 28);
        if (unixType == 0xA)
        {
            throw Invalid($"the entry {path} is a link");
        }

        if ((U16(head, 8) & (Encrypted | StronglyEncrypted | MaskedDirectory)) != 0)
        {
            throw Invalid($"the entry {path} is encrypted");
        }

        if (path.EndsWith('/'))
        {
            return null;
        }

        int method = U16(head, 10);
        if (method is not (0 or 8))
        {
            throw Invalid($"the entry {path} is packed by method {method}; only stored and deflated entries are read");
        }

        var entry = new ZipEntry(path, method, U32(head, 20), U32(head, 24), U32(head, 16), U32(head, 42));
        return WithZip64(entry, extra);
    }

    private static ZipEntry WithZip64(ZipEntry entry, ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = U16(extra, 2);
            if (length > extra.Length - 4)
            {
                break;
            }

            if (U16(extra, 0) == 1)
            {
                ReadOnlySpan<byte> values = extra.Slice(4, length);
                return entry with
                {
                    Length = Widened(entry.Length, ref values),
                    PackedLength = Widened(entry.PackedLength, ref values),
                    HeaderOffset = Widened(entry.HeaderOffset, ref values),
                };
            }

            extra = extra[(4 + length)..];
        }

        return entry;
    }

    private static long Widened(long value, ref ReadOnlySpan<byte> values)
    {
        if (value != uint.MaxValue || values.Length < 8)
        {
            return value;
        }

        long wide = BinaryPrimitives.ReadInt64LittleEndian(values);
        values = values[8..];
        return wide >= 0 ? wide : throw Invalid("its directory is damaged");
    }

    private static (long Count, long Size, long Offset) FindEnd(Stream archive)
    {
        int tailLength = (int)Math.Min(archive.Length, EndLength + MaxComment);
        byte[] tail = new byte[tailLength];
        archive.Position = archive.Length - tailLength;
        archive.ReadExactly(tail);
        for (int at = tailLength - EndLength; at >= 0; at--)
        {
            if (U32(tail, at) == EndSignature && at + EndLength + U16(tail, at + 20) == tailLength)
            {
                return FindZip64End(archive, archive.Length - tailLength + at)
                    ?? (U16(tail, at + 10), U32(tail, at + 12), U32(tail, at + 16));
            }
        }

        throw Invalid("it is no ZIP, it is truncated, or bytes follow its end");
    }

    private static (long Count, long Size, long Offset)? FindZip64End(Stream archive, long end)
    {
        if (end < 20)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[56];
        archive.Position = end - 20;
        archive.ReadExactly(buffer[..20]);
        if (U32(buffer, 0) != Zip64LocatorSignature)
        {
            return null;
        }

        long position = BinaryPrimitives.ReadInt64LittleEndian(buffer[8..]);
        if (position < 0 || position > end - 56)
        {
            throw Invalid("its directory lies outside of the file");
        }

        archive.Position = position;
        archive.ReadExactly(buffer);
        return U32(buffer, 0) != Zip64EndSignature ? throw Invalid("its directory is damaged")
            : (BinaryPrimitives.ReadInt64LittleEndian(buffer[32..]),
               BinaryPrimitives.ReadInt64LittleEndian(buffer[40..]),
               BinaryPrimitives.ReadInt64LittleEndian(buffer[48..]));
    }

    private static int U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}

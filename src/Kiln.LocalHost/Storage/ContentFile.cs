using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Kiln.Storage.Content;
using Microsoft.Win32.SafeHandles;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// The form of a content file: the content, its media type in UTF-8, the length of that in two bytes (little-endian), and a mark.
/// One file holds everything, so one rename publishes everything; a file without the mark was not written by this store.
/// </summary>
internal static class ContentFile
{
    private const int LengthSize = sizeof(ushort);

    private static readonly byte[] Mark = "KILN\u0001\n"u8.ToArray();

    // Versions are told apart by the time of the write, which the store itself sets and never gives out twice.
    private static long _lastWriteTicks;

    /// <summary>What follows the content in its file.</summary>
    public static byte[] Trailer(string contentType)
    {
        byte[] type = Encoding.UTF8.GetBytes(contentType);
        byte[] trailer = new byte[type.Length + LengthSize + Mark.Length];
        type.CopyTo(trailer, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(trailer.AsSpan(type.Length), checked((ushort)type.Length));
        Mark.CopyTo(trailer, type.Length + LengthSize);
        return trailer;
    }

    /// <summary>Gives a file that is being written the time that makes it a version of its own, and forces it to disk.</summary>
    public static void Seal(FileStream file)
    {
        File.SetLastWriteTimeUtc(file.SafeFileHandle, new DateTime(NextWriteTicks(), DateTimeKind.Utc));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads the properties of an open content file.</summary>
    /// <exception cref="InvalidDataException">The file is not a content file.</exception>
    public static ContentProperties ReadProperties(SafeFileHandle file)
    {
        long fileLength = RandomAccess.GetLength(file);
        Span<byte> end = stackalloc byte[LengthSize + Mark.Length];
        long typeEnd = fileLength - end.Length;
        if (typeEnd < 0 || RandomAccess.Read(file, end, typeEnd) != end.Length || !end[LengthSize..].SequenceEqual(Mark))
        {
            throw new InvalidDataException("A file in the content directory was not written by this service, or was cut short.");
        }

        byte[] type = new byte[BinaryPrimitives.ReadUInt16LittleEndian(end)];
        long length = typeEnd - type.Length;
        RandomAccess.Read(file, type, length);
        DateTime written = File.GetLastWriteTimeUtc(file);
        string etag = string.Create(CultureInfo.InvariantCulture, $"{written.Ticks:x}-{length:x}");
        return new ContentProperties(length, etag, Encoding.UTF8.GetString(type), new DateTimeOffset(written));
    }

    private static long NextWriteTicks()
    {
        while (true)
        {
            long last = Interlocked.Read(ref _lastWriteTicks);
            long next = Math.Max(DateTime.UtcNow.Ticks, last + 1);
            if (Interlocked.CompareExchange(ref _lastWriteTicks, next, last) == last)
            {
                return next;
            }
        }
    }
}

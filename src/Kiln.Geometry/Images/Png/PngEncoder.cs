using System.Buffers.Binary;
using System.IO.Compression;

namespace Kiln.Geometry.Images.Png;

/// <summary>
/// Encodes PNG, 8 bits a sample. Each row takes the filter with the smallest sum of absolute differences, the heuristic that the
/// specification advises (section 12.8). The same image gives the same bytes.
/// </summary>
public static class PngEncoder
{
    private const int Filters = 5;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The bytes of the file.</summary>
    public static byte[] Encode(PixelImage image, CompressionLevel level = CompressionLevel.Fastest)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var file = new MemoryStream();
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = image.Channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        WriteChunk(file, "IHDR"u8, header);

        using var data = new MemoryStream();
        using (var compressed = new ZLibStream(data, level, leaveOpen: true))
        {
            WriteRows(image, compressed);
        }

        WriteChunk(file, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteRows(PixelImage image, ZLibStream compressed)
    {
        int length = image.Width * image.Channels;
        byte[] none = new byte[length];
        byte[] best = new byte[length + 1];
        byte[] candidate = new byte[length + 1];
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> above = y == 0 ? none : image.Row(y - 1);
            long bestCost = long.MaxValue;
            for (int filter = 0; filter < Filters; filter++)
            {
                candidate[0] = (byte)filter;
                PngFilter.Apply(filter, image.Row(y), above, image.Channels, candidate.AsSpan(1));
                long cost = PngFilter.Cost(candidate.AsSpan(1));
                if (cost < bestCost)
                {
                    bestCost = cost;
                    (best, candidate) = (candidate, best);
                }
            }

            compressed.Write(best);
        }
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(content, Crc32.Of(type)));
        file.Write(number);
    }
}

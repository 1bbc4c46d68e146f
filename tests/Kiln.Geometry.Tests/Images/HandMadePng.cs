using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Kiln.Geometry.Images.Png;

namespace Kiln.Geometry.Tests.Images;

/// <summary>PNG files of any kind, made from samples: what the encoder under test never writes.</summary>
internal sealed class HandMadePng(int width, int height, int colorType, int bitDepth)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public bool Interlaced { get; init; }

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    private int Samples => colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>The file; <paramref name="sample"/> gives the stored sample of a channel at (x, y).</summary>
    public byte[] Encode(Func<int, int, int, int> sample)
    {
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bitDepth, (byte)colorType, (byte)(Interlaced ? 1 : 0));
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "tEXt", Encoding.ASCII.GetBytes("passed over"));
        if (Palette is not null)
        {
            WriteChunk(file, "PLTE", Palette);
        }

        if (Transparency is not null)
        {
            WriteChunk(file, "tRNS", Transparency);
        }

        var data = new MemoryStream();
        using (var compressed = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach ((int x, int y, int stepX, int stepY) in Interlaced ? Passes : [(0, 0, 1, 1)])
            {
                WritePass(compressed, sample, x, y, stepX, stepY);
            }
        }

        // Pixels may be spread over any number of chunks.
        byte[] all = data.ToArray();
        WriteChunk(file, "IDAT", all[..(all.Length / 2)]);
        WriteChunk(file, "IDAT", all[(all.Length / 2)..]);
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteChunk(Stream file, string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(body));
        file.Write(number);
    }

    private void WritePass(Stream stream, Func<int, int, int, int> sample, int startX, int startY, int stepX, int stepY)
    {
        int columns = (width - startX + stepX - 1) / stepX;
        if (columns <= 0)
        {
            return;
        }

        int length = ((columns * Samples * bitDepth) + 7) / 8;
        byte[] above = new byte[length];
        int stride = Math.Max(1, Samples * bitDepth / 8);
        for (int y = startY, row = 0; y < height; y += stepY, row++)
        {
            byte[] raw = new byte[length];
            for (int i = 0; i < columns * Samples; i++)
            {
                Put(raw, i, sample(startX + (i / Samples * stepX), y, i % Samples));
            }

            byte[] filtered = new byte[length];
            PngFilter.Apply(row % 5, raw, above, stride, filtered);
            stream.WriteByte((byte)(row % 5));
            stream.Write(filtered);
            above = raw;
        }
    }

    private void Put(byte[] row, int index, int value)
    {
        if (bitDepth == 16)
        {
            BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * index), (ushort)value);
        }
        else
        {
            row[index * bitDepth / 8] |= (byte)(value << (8 - bitDepth - (index * bitDepth % 8)));
        }
    }
}

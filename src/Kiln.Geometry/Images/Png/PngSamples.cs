using System.Buffers.Binary;

namespace Kiln.Geometry.Images.Png;

/// <summary>Turns stored samples of 1 to 16 bits into bytes, palettes and transparency resolved.</summary>
internal static class PngSamples
{
    /// <summary>Expands one row.</summary>
    /// <exception cref="InvalidDataException">A palette index is out of range.</exception>
    public static void Expand(PngHeader header, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        if (header.ColorType == PngHeader.Indexed)
        {
            ExpandIndexed(header, row, pixels);
        }
        else if (header.Transparency.Length > 0)
        {
            ExpandKeyed(header, row, pixels);
        }
        else
        {
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = ToByte(Sample(row, i, header.BitDepth), header.BitDepth);
            }
        }
    }

    private static void ExpandIndexed(PngHeader header, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        int entries = header.Palette.Length / 3;
        for (int i = 0, at = 0; at < pixels.Length; i++, at += header.Channels)
        {
            int index = Sample(row, i, header.BitDepth);
            if (index >= entries)
            {
                throw new InvalidDataException($"Palette index {index} is out of range: there are {entries} entries.");
            }

            header.Palette.AsSpan(index * 3, 3).CopyTo(pixels[at..]);
            if (header.Channels == 4)
            {
                pixels[at + 3] = index < header.Transparency.Length ? header.Transparency[index] : (byte)255;
            }
        }
    }

    /// <summary>One grey or colour counts as transparent; it is compared at the stored depth.</summary>
    private static void ExpandKeyed(PngHeader header, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        int samples = header.Samples;
        for (int i = 0, at = 0; at < pixels.Length; i += samples, at += header.Channels)
        {
            bool matches = true;
            for (int s = 0; s < samples; s++)
            {
                int value = Sample(row, i + s, header.BitDepth);
                matches &= value == BinaryPrimitives.ReadUInt16BigEndian(header.Transparency.AsSpan(2 * s));
                pixels[at + s] = ToByte(value, header.BitDepth);
            }

            pixels[at + samples] = matches ? (byte)0 : (byte)255;
        }
    }

    private static int Sample(ReadOnlySpan<byte> row, int index, int bitDepth) => bitDepth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),
        _ => (row[index * bitDepth / 8] >> (8 - bitDepth - (index * bitDepth % 8))) & ((1 << bitDepth) - 1),
    };

    private static byte ToByte(int value, int bitDepth) => bitDepth switch
    {
        8 => (byte)value,
        16 => (byte)(((value * 255) + 32895) >> 16),
        _ => (byte)(value * 255 / ((1 << bitDepth) - 1)),
    };
}

using System.IO.Compression;

namespace Kiln.Geometry.Images.Png;

/// <summary>Decodes PNG (ISO/IEC 15948): all colour types, 1 to 16 bits, interlacing, transparency. 16 bits are rounded to 8.</summary>
public static class PngDecoder
{
    /// <summary>No deflate stream grows by more than this, so a file that claims more is refused before memory is taken.</summary>
    private const int MaxDeflateRatio = 1032;

    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Decodes a file.</summary>
    /// <param name="content">The encoded bytes.</param>
    /// <param name="maxPixels">The highest number of pixels, checked before they are allocated.</param>
    /// <exception cref="InvalidModelException">The file is broken or has too many pixels; the message names the byte of the chunk.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> content, long maxPixels = ImageDecoder.DefaultMaxPixels)
    {
        if (ImageHeader.MediaTypeOf(content) != "image/png")
        {
            throw PngChunks.Invalid("its signature is missing", 0);
        }

        (PngHeader header, byte[] data) = PngChunks.Read(content);
        long pixels = (long)header.Width * header.Height;
        if (pixels > maxPixels || pixels * header.Channels > Array.MaxLength)
        {
            throw PngChunks.Invalid($"{header.Width} x {header.Height} pixels are too many", 16);
        }

        if ((long)header.RowLength(header.Width) * header.Height > (long)data.Length * MaxDeflateRatio)
        {
            throw PngChunks.Invalid("it ends before its last row", content.Length);
        }

        byte[] decoded = new byte[pixels * header.Channels];
        try
        {
            using var rows = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            if (header.Interlaced)
            {
                foreach ((int x, int y, int stepX, int stepY) in Passes)
                {
                    Decode(rows, header, decoded, x, y, stepX, stepY);
                }
            }
            else
            {
                Decode(rows, header, decoded, 0, 0, 1, 1);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // A stream that asks for a dictionary ends in an exception of input and output; memory has no others.
            throw new InvalidModelException("The PNG cannot be decoded: its pixels are damaged or end too early", null, exception);
        }

        return new PixelImage(header.Width, header.Height, header.Channels, decoded);
    }

    private static void Decode(Stream rows, PngHeader header, byte[] decoded, int x, int y, int stepX, int stepY)
    {
        int width = (header.Width - x + stepX - 1) / stepX;
        if (width <= 0 || y >= header.Height)
        {
            return;
        }

        int length = header.RowLength(width);
        byte[] current = new byte[length + 1];
        byte[] previous = new byte[length + 1];
        byte[] samples = new byte[width * header.Channels];
        for (int row = y; row < header.Height; row += stepY)
        {
            rows.ReadExactly(current);
            PngFilter.Undo(current[0], current.AsSpan(1), previous.AsSpan(1), header.PixelStride);
            Span<byte> target = decoded.AsSpan(((row * header.Width) + x) * header.Channels);
            if (stepX == 1)
            {
                PngSamples.Expand(header, current.AsSpan(1), target[..samples.Length]);
            }
            else
            {
                PngSamples.Expand(header, current.AsSpan(1), samples);
                for (int i = 0; i < width; i++)
                {
                    samples.AsSpan(i * header.Channels, header.Channels).CopyTo(target[(i * stepX * header.Channels)..]);
                }
            }

            (current, previous) = (previous, current);
        }
    }
}

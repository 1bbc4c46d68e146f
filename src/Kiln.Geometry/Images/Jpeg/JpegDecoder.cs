using System.Buffers.Binary;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>
/// Decodes JPEG (ITU-T T.81): baseline, extended and progressive with Huffman codes, 8 bits, any sampling, restart markers; grey,
/// YCbCr, RGB, and CMYK or YCCK turned into RGB.
/// </summary>
public static class JpegDecoder
{
    /// <summary>More scans than any encoder writes; each may cost work for the whole picture in a few bytes.</summary>
    private const int MaxScans = 100;

    /// <summary>Decodes a file.</summary>
    /// <param name="content">The encoded bytes.</param>
    /// <param name="maxPixels">The highest number of pixels, checked before they are allocated.</param>
    /// <returns>A picture of 1 channel (grey) or 3 (RGB).</returns>
    /// <exception cref="InvalidModelException">The file is broken, of a kind that is not read, or has too many pixels.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> content, long maxPixels = ImageDecoder.DefaultMaxPixels)
    {
        if (ImageHeader.MediaTypeOf(content) != "image/jpeg")
        {
            throw Invalid("its signature is missing", 0);
        }

        var tables = new JpegTables();
        JpegFrame? frame = null;
        int adobeTransform = -1;
        int scans = 0;
        int at = 2;
        while (NextMarker(content, ref at) is var marker and not 0xD9)
        {
            int length = at + 2 <= content.Length ? BinaryPrimitives.ReadUInt16BigEndian(content[at..]) : 0;
            if (length < 2 || length > content.Length - at)
            {
                throw Invalid("a segment ends beyond the file", at);
            }

            ReadOnlySpan<byte> segment = content.Slice(at + 2, length - 2);
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    frame = frame is null
                        ? JpegFrame.Read(segment, marker == 0xC2, maxPixels, content.Length, at)
                        : throw Invalid("it has two frames", at);
                    break;
                case 0xC4:
                    tables.ReadHuffman(segment, at);
                    break;
                case (>= 0xC3 and <= 0xCF) and not 0xC8:
                    throw Invalid("it is lossless, hierarchical or arithmetically coded, which is not read", at);
                case 0xDA:
                    if (frame is null || ++scans > MaxScans)
                    {
                        throw Invalid(frame is null ? "a scan stands before the frame" : $"it has more than {MaxScans} scans", at);
                    }

                    at = JpegScanDecoder.Decode(frame, JpegScan.Read(segment, frame, tables, at), tables, content, at + length);
                    continue;
                case 0xDB:
                    tables.ReadQuantization(segment, at);
                    break;
                case 0xDD:
                    tables.ReadRestartInterval(segment, at);
                    break;
                case 0xEE when segment.Length >= 12 && segment.StartsWith("Adobe"u8):
                    adobeTransform = segment[11];
                    break;
                default:
                    break;
            }

            at += length;
        }

        if (frame is null || scans == 0)
        {
            throw Invalid("it has no picture", at);
        }

        if (frame.IsProgressive)
        {
            Transform(frame, tables, at);
        }

        return JpegColors.ToImage(frame, adobeTransform);
    }

    /// <summary>The exception for a JPEG that cannot be decoded.</summary>
    internal static InvalidModelException Invalid(string what, int at) => new($"The JPEG cannot be decoded: {what}", $"byte {at}");

    /// <summary>Passes over anything to the next marker; the end of the file counts as the end marker.</summary>
    private static int NextMarker(ReadOnlySpan<byte> content, ref int at)
    {
        while (at + 1 < content.Length)
        {
            int next = content[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= content.Length)
            {
                break;
            }

            at += next + 1;
            byte marker = content[at];
            if (marker is not (0 or 0xFF or 1 or (>= 0xD0 and <= 0xD8)))
            {
                at++;
                return marker;
            }
        }

        at = content.Length;
        return 0xD9;
    }

    private static void Transform(JpegFrame frame, JpegTables tables, int at)
    {
        foreach (JpegComponent component in frame.Components)
        {
            float[] quantization = tables.Quantization[component.QuantizationTable]
                ?? throw Invalid("a component uses a quantisation table that does not exist", at);
            int stride = component.BlockStride * 8;
            for (int row = 0; row < component.BlocksDown; row++)
            {
                for (int column = 0; column < component.BlocksAcross; column++)
                {
                    Span<byte> samples = component.Samples.AsSpan((row * 8 * stride) + (column * 8));
                    JpegTransform.Inverse(component.Block(column, row), quantization, samples, stride);
                }
            }
        }
    }
}

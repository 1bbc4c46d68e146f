namespace Kiln.Geometry.Images.Jpeg;

/// <summary>Brings the components of a frame to one size and to grey or RGB.</summary>
internal static class JpegColors
{
    /// <summary>The picture.</summary>
    /// <param name="frame">The decoded frame.</param>
    /// <param name="adobeTransform">The colour transform of an Adobe segment; −1 when there is none.</param>
    public static PixelImage ToImage(JpegFrame frame, int adobeTransform)
    {
        int count = frame.Components.Length;
        bool rgbNames = count == 3 && frame.Components[0].Id == 'R' && frame.Components[1].Id == 'G' && frame.Components[2].Id == 'B';
        bool luminance = count == 3 ? adobeTransform != 0 && !(adobeTransform < 0 && rgbNames) : count == 4 && adobeTransform == 2;
        int channels = count == 1 ? 1 : 3;
        byte[] pixels = new byte[frame.Width * frame.Height * channels];
        var rows = new byte[count][];
        for (int c = 0; c < count; c++)
        {
            rows[c] = new byte[frame.Width];
        }

        for (int y = 0; y < frame.Height; y++)
        {
            for (int c = 0; c < count; c++)
            {
                CopyRow(frame, frame.Components[c], y, rows[c]);
            }

            Span<byte> target = pixels.AsSpan(y * frame.Width * channels, frame.Width * channels);
            if (count == 1)
            {
                rows[0].CopyTo(target);
                continue;
            }

            Interleave(rows, target, luminance);
            if (count == 4)
            {
                // Adobe stores inks inverted, as the amounts of light they leave; its YCCK is the transform of the inks proper.
                Ink(target, rows[3], isLight: adobeTransform == 0, isBlackLight: adobeTransform >= 0);
            }
        }

        return new PixelImage(frame.Width, frame.Height, channels, pixels);
    }

    private static void CopyRow(JpegFrame frame, JpegComponent component, int y, Span<byte> row)
    {
        int stride = component.BlockStride * 8;
        ReadOnlySpan<byte> samples = component.Samples.AsSpan(y * component.Vertical / frame.MaxVertical * stride, stride);
        if (component.Horizontal == frame.MaxHorizontal)
        {
            samples[..row.Length].CopyTo(row);
        }
        else if (component.Horizontal * 2 == frame.MaxHorizontal)
        {
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = samples[x >> 1];
            }
        }
        else
        {
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = samples[x * component.Horizontal / frame.MaxHorizontal];
            }
        }
    }

    private static void Interleave(byte[][] rows, Span<byte> target, bool luminance)
    {
        ReadOnlySpan<byte> first = rows[0];
        ReadOnlySpan<byte> second = rows[1];
        ReadOnlySpan<byte> third = rows[2];
        for (int x = 0, at = 0; x < first.Length; x++, at += 3)
        {
            if (!luminance)
            {
                (target[at], target[at + 1], target[at + 2]) = (first[x], second[x], third[x]);
                continue;
            }

            // JFIF 1.02, in 16-bit fixed point.
            int y = (first[x] << 16) + 32768;
            int cb = second[x] - 128;
            int cr = third[x] - 128;
            target[at] = Clamp(y + (91881 * cr));
            target[at + 1] = Clamp(y - (22554 * cb) - (46802 * cr));
            target[at + 2] = Clamp(y + (116130 * cb));
        }
    }

    private static void Ink(Span<byte> target, ReadOnlySpan<byte> black, bool isLight, bool isBlackLight)
    {
        for (int x = 0, at = 0; x < black.Length; x++)
        {
            int light = isBlackLight ? black[x] : 255 - black[x];
            for (int c = 0; c < 3; c++, at++)
            {
                int color = isLight ? target[at] : 255 - target[at];
                target[at] = (byte)(((color * light) + 127) / 255);
            }
        }
    }

    private static byte Clamp(int fixedPoint) => (byte)Math.Clamp(fixedPoint >> 16, 0, 255);
}

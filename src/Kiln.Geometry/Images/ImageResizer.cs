using System.Numerics;

namespace Kiln.Geometry.Images;

/// <summary>Resizes textures with a tent filter as wide as the reduction, so that every pixel of the source counts.</summary>
public static class ImageResizer
{
    private const int LinearSteps = 65_535;
    private static readonly byte[] ByteOfLinear = MakeTable();

    /// <summary>The picture at another size.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <param name="content">What its samples mean.</param>
    public static PixelImage Resize(PixelImage image, int width, int height, TextureContent content)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        var columns = ResampleWeights.Of(image.Width, width);
        var rows = ResampleWeights.Of(image.Height, height);
        byte[] pixels = new byte[checked(width * height * image.Channels)];
        var source = new Vector4[image.Width];
        var sum = new Vector4[image.Width];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sum);
            for (int i = 0; i < rows.Count(y); i++)
            {
                Decode(image.Row(rows.First(y) + i), image.Channels, content, source);
                float weight = rows.Weight(y, i);
                for (int x = 0; x < sum.Length; x++)
                {
                    sum[x] += source[x] * weight;
                }
            }

            Span<byte> target = pixels.AsSpan(y * width * image.Channels, width * image.Channels);
            for (int x = 0; x < width; x++)
            {
                Vector4 mixed = Vector4.Zero;
                for (int i = 0; i < columns.Count(x); i++)
                {
                    mixed += sum[columns.First(x) + i] * columns.Weight(x, i);
                }

                Encode(mixed, image.Channels, content, target.Slice(x * image.Channels, image.Channels));
            }
        }

        return new PixelImage(width, height, image.Channels, pixels);
    }

    /// <summary>The picture with its longest side at most as told; itself when it is not larger.</summary>
    public static PixelImage Fit(PixelImage image, int longestSide, TextureContent content)
    {
        ArgumentNullException.ThrowIfNull(image);
        int longest = Math.Max(image.Width, image.Height);
        return longest <= longestSide
            ? image
            : Resize(
                image,
                Math.Max(1, (int)(((long)image.Width * longestSide) / longest)),
                Math.Max(1, (int)(((long)image.Height * longestSide) / longest)),
                content);
    }

    private static void Decode(ReadOnlySpan<byte> row, int channels, TextureContent content, Span<Vector4> pixels)
    {
        for (int x = 0, at = 0; x < pixels.Length; x++, at += channels)
        {
            float alpha = channels is 2 or 4 ? row[at + channels - 1] / 255f : 1;
            Vector3 color = channels <= 2 ? new Vector3(Value(row[at], content)) : new(Value(row[at], content), Value(row[at + 1], content), Value(row[at + 2], content));
            pixels[x] = new Vector4(content == TextureContent.Color ? color * alpha : color, alpha);
        }
    }

    private static float Value(byte sample, TextureContent content) => content switch
    {
        TextureContent.Color => ColorSpace.ToLinear(sample),
        TextureContent.Normal => (sample / 127.5f) - 1,
        _ => sample / 255f,
    };

    private static void Encode(Vector4 pixel, int channels, TextureContent content, Span<byte> target)
    {
        var color = new Vector3(pixel.X, pixel.Y, pixel.Z);
        if (content == TextureContent.Color)
        {
            color = pixel.W > 0 ? color / pixel.W : Vector3.Zero;
        }
        else if (content == TextureContent.Normal && channels >= 3)
        {
            color = color.LengthSquared() > 0 ? Vector3.Normalize(color) : Vector3.UnitZ;
        }

        for (int c = 0; c < (channels <= 2 ? 1 : 3); c++)
        {
            target[c] = content switch
            {
                TextureContent.Color => ByteOfLinear[(int)(Math.Clamp(color[c], 0, 1) * LinearSteps)],
                TextureContent.Normal => ToByte((color[c] + 1) / 2),
                _ => ToByte(color[c]),
            };
        }

        if (channels is 2 or 4)
        {
            target[channels - 1] = ToByte(pixel.W);
        }
    }

    private static byte ToByte(float value) => (byte)(Math.Clamp(value, 0, 1) * 255 + 0.5f);

    private static byte[] MakeTable()
    {
        var table = new byte[LinearSteps + 1];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = ToByte(ColorSpace.FromLinear(i / (float)LinearSteps));
        }

        return table;
    }
}

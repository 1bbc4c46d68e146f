using Kiln.Geometry.Images;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>Puts an opacity map of its own (<c>map_d</c>) where glTF has it: into the alpha of the base colour.</summary>
internal static class MtlOpacityMap
{
    /// <summary>Larger maps are made this small when they are joined.</summary>
    private const int MaxSide = 4096;

    /// <summary>Colour with alpha, as large as the larger of the two.</summary>
    /// <param name="color">The base colour; white when null.</param>
    /// <param name="opacity">The opacity: its alpha where that says anything, else its brightness.</param>
    public static PixelImage Join(PixelImage? color, PixelImage opacity)
    {
        color = color is null ? null : ImageResizer.Fit(color.ToColor(), MaxSide, TextureContent.Color);
        opacity = ImageResizer.Fit(Opacity(opacity), MaxSide, TextureContent.Data);
        int width = Math.Max(color?.Width ?? 1, opacity.Width);
        int height = Math.Max(color?.Height ?? 1, opacity.Height);
        color = color is null ? null : ImageResizer.Resize(color, width, height, TextureContent.Color);
        opacity = ImageResizer.Resize(opacity, width, height, TextureContent.Data);
        byte[] pixels = new byte[checked(width * height * 4)];
        Array.Fill(pixels, byte.MaxValue);
        for (int i = 0; i < opacity.Pixels.Length; i++)
        {
            color?.Pixels.AsSpan(i * color.Channels, 3).CopyTo(pixels.AsSpan(i * 4));
            pixels[(4 * i) + 3] = opacity.Pixels[i];
        }

        return new PixelImage(width, height, 4, pixels);
    }

    private static PixelImage Opacity(PixelImage map)
    {
        int channels = map.Channels;
        bool byAlpha = false;
        for (int i = channels - 1; map.HasAlpha && i < map.Pixels.Length && !byAlpha; i += channels)
        {
            byAlpha = map.Pixels[i] < byte.MaxValue;
        }

        byte[] pixels = new byte[map.Pixels.Length / channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            ReadOnlySpan<byte> pixel = map.Pixels.AsSpan(i * channels, channels);
            pixels[i] = byAlpha ? pixel[^1] : channels < 3 ? pixel[0] : (byte)((pixel[0] + pixel[1] + pixel[2]) / 3);
        }

        return new PixelImage(map.Width, map.Height, 1, pixels);
    }
}

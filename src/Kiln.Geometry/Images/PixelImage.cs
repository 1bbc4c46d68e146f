namespace Kiln.Geometry.Images;

/// <summary>A decoded image, 8 bits a sample, rows from the top, samples of a pixel side by side, no padding.</summary>
public sealed record PixelImage
{
    /// <summary>Takes pixels as they are; they are not copied.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. Alpha is straight, not premultiplied.</param>
    /// <param name="pixels">width · height · channels bytes.</param>
    /// <exception cref="ArgumentException">A size is not positive, or the count of bytes does not fit.</exception>
    public PixelImage(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (width < 1 || height < 1 || channels is < 1 or > 4 || pixels.LongLength != (long)width * height * channels)
        {
            throw new ArgumentException($"{width} x {height} pixels of {channels} channels do not fit {pixels.Length} bytes.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Channels = channels;
        Pixels = pixels;
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Channels { get; }

    /// <summary>The samples.</summary>
    public byte[] Pixels { get; }

    /// <summary>True when the last channel is alpha.</summary>
    public bool HasAlpha => Channels is 2 or 4;

    /// <summary>One row of samples.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>The same picture with 3 or 4 channels; itself when it has them already.</summary>
    public PixelImage ToColor()
    {
        if (Channels >= 3)
        {
            return this;
        }

        int channels = Channels + 2;
        byte[] pixels = new byte[checked(Width * Height * channels)];
        for (int i = 0, from = 0; i < pixels.Length; i += channels, from += Channels)
        {
            pixels.AsSpan(i, 3).Fill(Pixels[from]);
            if (HasAlpha)
            {
                pixels[i + 3] = Pixels[from + 1];
            }
        }

        return new PixelImage(Width, Height, channels, pixels);
    }
}

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>One component of a picture to encode.</summary>
internal sealed class JpegPlane(int width, int height, byte[] samples)
{
    /// <summary>The 8 × 8 samples at a place, less 128; beyond the edge the last row and column go on.</summary>
    public void CopyBlock(int x, int y, Span<float> block)
    {
        for (int row = 0; row < 8; row++)
        {
            int from = Math.Min(y + row, height - 1) * width;
            for (int column = 0; column < 8; column++)
            {
                block[(8 * row) + column] = samples[from + Math.Min(x + column, width - 1)] - 128;
            }
        }
    }

    /// <summary>Grey alone, or Y, Cb and Cr (JFIF 1.02), the latter two averaged over squares of the sampling's side.</summary>
    public static JpegPlane[] Of(PixelImage image, int sampling)
    {
        int count = image.Width * image.Height;
        byte[] first = new byte[count];
        if (image.Channels <= 2)
        {
            for (int i = 0; i < count; i++)
            {
                first[i] = image.Pixels[i * image.Channels];
            }

            return [new JpegPlane(image.Width, image.Height, first)];
        }

        byte[] cb = new byte[count];
        byte[] cr = new byte[count];
        for (int i = 0, at = 0; i < count; i++, at += image.Channels)
        {
            int r = image.Pixels[at];
            int g = image.Pixels[at + 1];
            int b = image.Pixels[at + 2];
            first[i] = (byte)(((19595 * r) + (38470 * g) + (7471 * b) + 32768) >> 16);
            cb[i] = Clamp((-11059 * r) - (21709 * g) + (32768 * b));
            cr[i] = Clamp((32768 * r) - (27439 * g) - (5329 * b));
        }

        var luminance = new JpegPlane(image.Width, image.Height, first);
        return sampling == 1
            ? [luminance, new JpegPlane(image.Width, image.Height, cb), new JpegPlane(image.Width, image.Height, cr)]
            : [luminance, Halved(cb, image.Width, image.Height), Halved(cr, image.Width, image.Height)];
    }

    private static byte Clamp(int fixedPoint) => (byte)Math.Clamp(((fixedPoint + 32768) >> 16) + 128, 0, 255);

    private static JpegPlane Halved(byte[] samples, int width, int height)
    {
        int halfWidth = (width + 1) / 2;
        int halfHeight = (height + 1) / 2;
        byte[] half = new byte[halfWidth * halfHeight];
        for (int y = 0; y < halfHeight; y++)
        {
            int top = 2 * y * width;
            int bottom = Math.Min((2 * y) + 1, height - 1) * width;
            for (int x = 0; x < halfWidth; x++)
            {
                int left = 2 * x;
                int right = Math.Min(left + 1, width - 1);
                half[(y * halfWidth) + x] = (byte)((samples[top + left] + samples[top + right] + samples[bottom + left] + samples[bottom + right] + 2) / 4);
            }
        }

        return new JpegPlane(halfWidth, halfHeight, half);
    }
}

using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Jpeg;

namespace Kiln.Geometry.Tests.Images;

public sealed class JpegEncoderTests
{
    [Theory]
    [InlineData(1, 100, 2)]
    [InlineData(1, 75, 8)]
    [InlineData(3, 100, 4)]
    [InlineData(3, 95, 8)]
    [InlineData(3, 80, 16)]
    [InlineData(4, 90, 8)]
    public void What_is_encoded_is_decoded(int channels, int quality, int tolerance)
    {
        PixelImage image = Gradient(75, 61, channels);
        PixelImage decoded = JpegDecoder.Decode(JpegEncoder.Encode(image, quality));
        Assert.Equal((75, 61), (decoded.Width, decoded.Height));
        for (int i = 0; i < 75 * 61; i++)
        {
            for (int c = 0; c < decoded.Channels; c++)
            {
                Assert.InRange(decoded.Pixels[(i * decoded.Channels) + c] - image.Pixels[(i * channels) + c], -tolerance, tolerance);
            }
        }
    }

    [Fact]
    public void Noise_at_full_quality_survives()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        byte[] pixels = new byte[64 * 64];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(random.Next(2) * 255);
        }

        PixelImage decoded = JpegDecoder.Decode(JpegEncoder.Encode(new PixelImage(64, 64, 1, pixels), 100));
        for (int i = 0; i < pixels.Length; i++)
        {
            Assert.InRange(decoded.Pixels[i] - pixels[i], -8, 8);
        }
    }

    [Fact]
    public void Lower_quality_is_smaller_and_the_bytes_repeat()
    {
        PixelImage image = Gradient(200, 200, 3);
        Assert.True(JpegEncoder.Encode(image, 50).Length < JpegEncoder.Encode(image, 95).Length);
        Assert.Equal(JpegEncoder.Encode(image), JpegEncoder.Encode(image));
    }

    private static PixelImage Gradient(int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / channels % width;
            int y = i / channels / width;
            pixels[i] = (byte)((i % channels) switch { 0 => 2 * x, 1 => 3 * y, 2 => 250 - x - y, _ => 255 });
        }

        return new PixelImage(width, height, channels, pixels);
    }
}

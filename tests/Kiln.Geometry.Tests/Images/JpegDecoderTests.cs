using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Jpeg;

namespace Kiln.Geometry.Tests.Images;

public sealed class JpegDecoderTests
{
    public static TheoryData<string, int> ColorSamples => new()
    {
        // Chroma of lower resolution is repeated, not smoothed, so steep gradients may be off by what half a block spans.
        { nameof(JpegSamples.Progressive444), 5 },
        { nameof(JpegSamples.Rgb), 5 },
        { nameof(JpegSamples.Cmyk), 6 },
        { nameof(JpegSamples.Baseline440), 12 },
        { nameof(JpegSamples.Baseline420), 14 },
        { nameof(JpegSamples.Progressive420WithRestarts), 14 },
        { nameof(JpegSamples.Baseline411WithRestarts), 30 },
    };

    [Theory]
    [MemberData(nameof(ColorSamples))]
    public void Every_layout_gives_the_picture_back(string sample, int tolerance)
    {
        PixelImage image = ImageDecoder.Decode(Sample(sample));
        Assert.Equal((JpegSamples.Width, JpegSamples.Height, 3), (image.Width, image.Height, image.Channels));
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                (int r, int g, int b) = JpegSamples.Pixel(x, y);
                Span<byte> pixel = image.Row(y).Slice(3 * x, 3);
                Assert.InRange(pixel[0] - r, -tolerance, tolerance);
                Assert.InRange(pixel[1] - g, -tolerance, tolerance);
                Assert.InRange(pixel[2] - b, -tolerance, tolerance);
            }
        }
    }

    [Fact]
    public void Grey_stays_one_channel()
    {
        PixelImage image = JpegDecoder.Decode(JpegSamples.Grey);
        Assert.Equal(1, image.Channels);
        for (int x = 0; x < image.Width; x++)
        {
            Assert.InRange(image.Row(5)[x] - (6 * x), -3, 3);
        }
    }

    [Fact]
    public void Arithmetic_coding_is_refused_by_name() =>
        Assert.Contains("arithmetically", Assert.Throws<InvalidModelException>(() => JpegDecoder.Decode(JpegSamples.Arithmetic)).Message);

    [Fact]
    public void Too_many_pixels_are_refused_before_they_are_decoded()
    {
        Assert.Throws<InvalidModelException>(() => JpegDecoder.Decode(JpegSamples.Grey, maxPixels: 1000));
        byte[] huge = (byte[])JpegSamples.Grey.Clone();
        int frame = huge.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        huge.AsSpan(frame + 5, 4).Fill(0x3F);
        Assert.Throws<InvalidModelException>(() => JpegDecoder.Decode(huge));
    }

    [Theory]
    [InlineData(nameof(JpegSamples.Baseline420))]
    [InlineData(nameof(JpegSamples.Progressive420WithRestarts))]
    public void Every_truncation_is_refused_or_lacks_only_the_end_marker(string sample)
    {
        byte[] whole = Sample(sample);
        byte[] expected = JpegDecoder.Decode(whole).Pixels;
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                // A progressive file cut between scans is a coarser picture; a baseline file has but one scan.
                PixelImage image = JpegDecoder.Decode(whole.AsSpan(0, length));
                if (sample == nameof(JpegSamples.Baseline420))
                {
                    Assert.InRange(length, whole.Length - 2, whole.Length);
                    Assert.Equal(expected, image.Pixels);
                }
            }
            catch (InvalidModelException)
            {
                Assert.InRange(length, 0, whole.Length - 2);
            }
        }
    }

    private static byte[] Sample(string name) => (byte[])typeof(JpegSamples).GetProperty(name)!.GetValue(null)!;
}

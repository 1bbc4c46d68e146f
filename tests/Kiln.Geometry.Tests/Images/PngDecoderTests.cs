using System.Buffers.Binary;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;

namespace Kiln.Geometry.Tests.Images;

public sealed class PngDecoderTests
{
    private const int Width = 21;
    private const int Height = 13;

    /// <summary>Interlaced, made by ImageMagick from the picture of <see cref="JpegSamples"/>.</summary>
    private static readonly byte[] Adam7 = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAACUAAAAdCAIAAAHV0gICAAAABGdBTUEAALGPC/xhBQAAACBjSFJNAAB6JgAAgIQAAPoAAACA6AAAdTAAAOpgAAA6" +
        "mAAAF3CculE8AAAABmJLR0QA/wD/AP+gvaeTAAAAB3RJTUUH6gsWDBMsI4R/AwAAAHhJREFUSMftkTEKwCAMRX+gSAcHR0eP0CP0/idx16WitIPQ" +
        "TlaIILQE3hKSnxcIAecGf7Ng98BDryaLMJSHCxaxRR2PLcbapHG0xe5l7Td6BHNoJAZ1a2IgyR6kkFkvMbw7JSaxX8QIa1Yo06hnlmmIT3ziE5/4" +
        "eFwP+STBVvnDOwAAACV0RVh0ZGF0ZTpjcmVhdGUAMjAyNi0xMS0yMlQxMjoxOTo0NCswMDowMC+5uBYAAAAldEVYdGRhdGU6bW9kaWZ5ADIwMjYt" +
        "MTEtMjJUMTI6MTk6NDQrMDA6MDBe5ACqAAAAAElFTkSuQmCC");

    public static TheoryData<int, int, bool> Kinds()
    {
        var kinds = new TheoryData<int, int, bool>();
        foreach ((int colorType, int[] depths) in new (int, int[])[]
            { (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
        {
            foreach (int depth in depths)
            {
                kinds.Add(colorType, depth, false);
                kinds.Add(colorType, depth, true);
            }
        }

        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_gives_its_samples_back(int colorType, int bitDepth, bool interlaced)
    {
        int max = (1 << bitDepth) - 1;
        int Sample(int x, int y, int c) => ((x * 37) + (y * 101) + (c * 59)) * 9 & max;
        byte[] palette = [.. Enumerable.Range(0, 3 * (max & 255) + 3).Select(i => (byte)(i * 7))];
        byte[] file = new HandMadePng(Width, Height, colorType, bitDepth)
        {
            Interlaced = interlaced,
            Palette = colorType == 3 ? palette : null,
        }.Encode(Sample);

        PixelImage image = PngDecoder.Decode(file);

        Assert.Equal(colorType switch { 0 => 1, 4 => 2, 6 => 4, _ => 3 }, image.Channels);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                for (int c = 0; c < image.Channels; c++)
                {
                    int expected = colorType == 3 ? palette[(3 * Sample(x, y, 0)) + c] : (int)Math.Round(Sample(x, y, c) * 255.0 / max);
                    Assert.Equal(expected, image.Row(y)[(x * image.Channels) + c]);
                }
            }
        }
    }

    [Fact]
    public void A_file_of_another_encoder_is_read()
    {
        PixelImage image = ImageDecoder.Decode(Adam7);
        for (int y = 0; y < JpegSamples.Height; y++)
        {
            for (int x = 0; x < JpegSamples.Width; x++)
            {
                Assert.Equal(JpegSamples.Pixel(x, y), (image.Row(y)[3 * x], image.Row(y)[(3 * x) + 1], image.Row(y)[(3 * x) + 2]));
            }
        }
    }

    [Theory]
    [InlineData(0, 8, new byte[] { 0, 3 }, 2)]
    [InlineData(0, 16, new byte[] { 0, 3 }, 2)]
    [InlineData(2, 8, new byte[] { 0, 3, 0, 3, 0, 3 }, 4)]
    [InlineData(3, 2, new byte[] { 255, 255, 128, 0 }, 4)]
    public void Transparency_becomes_alpha(int colorType, int bitDepth, byte[] transparency, int channels)
    {
        var png = new HandMadePng(4, 1, colorType, bitDepth)
        {
            Palette = colorType == 3 ? [.. Enumerable.Range(0, 12).Select(i => (byte)i)] : null,
            Transparency = transparency,
        };
        PixelImage image = PngDecoder.Decode(png.Encode((x, _, _) => x));
        Assert.Equal(channels, image.Channels);
        byte[] alpha = [.. Enumerable.Range(0, 4).Select(x => image.Pixels[(x * channels) + channels - 1])];
        Assert.Equal(colorType == 3 ? [255, 255, 128, 0] : new byte[] { 255, 255, 255, 0 }, alpha);
    }

    [Fact]
    public void Damage_truncation_and_false_sizes_are_refused()
    {
        byte[] file = new HandMadePng(Width, Height, 2, 8).Encode((x, y, c) => x + y + c);
        for (int length = 0; length < file.Length - 12; length++)
        {
            Assert.Throws<InvalidModelException>(() => PngDecoder.Decode(file.AsSpan(0, length)));
        }

        byte[] flipped = (byte[])file.Clone();
        flipped[^20] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidModelException>(() => PngDecoder.Decode(flipped)).Message);
        Assert.Throws<InvalidModelException>(() => PngDecoder.Decode(file, maxPixels: 100));
        byte[] huge = new HandMadePng(1, 1, 6, 8).Encode((_, _, _) => 0);
        huge[18] = 0x40;
        Crc32.Of(huge.AsSpan(12, 17)).CopyBigEndianTo(huge.AsSpan(29));
        Assert.Contains("ends before", Assert.Throws<InvalidModelException>(() => PngDecoder.Decode(huge)).Message);
    }

    [Fact]
    public void A_stream_that_asks_for_a_dictionary_is_refused()
    {
        byte[] file = new HandMadePng(4, 4, 0, 8).Encode((x, _, _) => x);
        int data = file.AsSpan().IndexOf("IDAT"u8);
        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(data - 4));

        // FDICT and the check bits that go with it (RFC 1950, section 2.2).
        (file[data + 4], file[data + 5]) = (0x78, 0xBB);
        Crc32.Of(file.AsSpan(data, length + 4)).CopyBigEndianTo(file.AsSpan(data + 4 + length));
        Assert.Contains("damaged", Assert.Throws<InvalidModelException>(() => PngDecoder.Decode(file)).Message);
    }

    [Fact]
    public void A_palette_index_out_of_range_is_refused()
    {
        byte[] file = new HandMadePng(4, 1, 3, 2) { Palette = [1, 2, 3, 4, 5, 6] }.Encode((x, _, _) => x);
        Assert.Throws<InvalidModelException>(() => PngDecoder.Decode(file));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_encoded_is_decoded(int channels)
    {
        var random = new Random(channels);
        byte[] pixels = new byte[67 * 45 * channels];
        random.NextBytes(pixels.AsSpan(0, pixels.Length / 2));
        for (int i = pixels.Length / 2; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / 67);
        }

        byte[] file = PngEncoder.Encode(new PixelImage(67, 45, channels, pixels));
        PixelImage image = PngDecoder.Decode(file);
        Assert.Equal(channels, image.Channels);
        Assert.Equal(pixels, image.Pixels);
        Assert.Equal(file, PngEncoder.Encode(image));
    }
}

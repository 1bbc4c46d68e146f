using Kiln.Geometry.Images;

namespace Kiln.Geometry.Tests.Images;

public sealed class ImageResizerTests
{
    [Theory]
    [InlineData(TextureContent.Color, 188)]
    [InlineData(TextureContent.Data, 128)]
    public void Black_and_white_mix_in_the_light_their_content_asks_for(TextureContent content, int expected)
    {
        byte[] stripes = [.. Enumerable.Range(0, 64 * 64).Select(i => (byte)(i % 2 * 255))];
        PixelImage small = ImageResizer.Resize(new PixelImage(64, 64, 1, stripes), 8, 8, content);
        for (int y = 0; y < 8; y++)
        {
            // At the edges the filter sees one stripe more of one kind than of the other.
            Assert.All(small.Row(y)[1..7].ToArray(), value => Assert.InRange(value, expected - 1, expected + 1));
        }
    }

    [Fact]
    public void Normals_stay_unit()
    {
        byte[] pixels = new byte[32 * 32 * 3];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = i / 3 % 2 == 0 ? ((byte)218, (byte)128, (byte)218) : ((byte)37, (byte)128, (byte)218);
        }

        PixelImage small = ImageResizer.Resize(new PixelImage(32, 32, 3, pixels), 4, 4, TextureContent.Normal);
        Assert.InRange(small.Row(1)[3], 126, 130);
        Assert.InRange(small.Row(1)[5], 254, 255);
    }

    [Fact]
    public void Transparent_pixels_lend_no_colour()
    {
        byte[] pixels = [255, 0, 0, 255, 0, 255, 0, 0];
        PixelImage one = ImageResizer.Resize(new PixelImage(2, 1, 4, pixels), 1, 1, TextureContent.Color);
        Assert.Equal(new byte[] { 255, 0, 0, 128 }, one.Pixels);
    }

    [Theory]
    [InlineData(17, 9)]
    [InlineData(100, 50)]
    [InlineData(1, 1)]
    public void One_colour_stays_that_colour_at_any_size(int width, int height)
    {
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([3, 77, 250], 31 * 23).SelectMany(p => p)];
        PixelImage resized = ImageResizer.Resize(new PixelImage(31, 23, 3, pixels), width, height, TextureContent.Color);
        Assert.Equal(width * height * 3, resized.Pixels.Length);
        Assert.All(resized.Pixels.Chunk(3), pixel => Assert.Equal(new byte[] { 3, 77, 250 }, pixel));
    }

    [Fact]
    public void Fitting_keeps_the_shape_and_leaves_small_pictures_alone()
    {
        var image = new PixelImage(100, 50, 1, new byte[5000]);
        PixelImage fitted = ImageResizer.Fit(image, 20, TextureContent.Data);
        Assert.Equal((20, 10), (fitted.Width, fitted.Height));
        Assert.Same(image, ImageResizer.Fit(image, 100, TextureContent.Data));
    }
}

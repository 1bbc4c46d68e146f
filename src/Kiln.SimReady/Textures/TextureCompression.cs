using System.IO.Compression;
using Kiln.Geometry;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Jpeg;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Textures;

/// <summary>
/// Decodes every texture once, so that a broken one is found here and not by a simulator, and shrinks those over the cap. A
/// texture that need not change keeps its bytes.
/// </summary>
internal sealed class TextureCompression(StepContext context, StepOutput output)
{
    /// <summary>Longest side that is left as it is: what viewers and simulators draw without strain.</summary>
    public const int LongestSide = 4096;

    /// <summary>The images with their final content.</summary>
    public IReadOnlyList<EncodedImage> Compress(Scene scene)
    {
        Dictionary<int, TextureContent> uses = [];
        foreach ((TextureRole role, TextureReference reference) in scene.Materials.SelectMany(MaterialTextures.Of))
        {
            uses.TryAdd(reference.Image, ContentOf(role));
        }

        EncodedImage[] images = [.. scene.Images];
        foreach ((int index, TextureContent content) in uses.OrderBy(use => use.Key))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            images[index] = Compress(images[index], content, index);
        }

        return images;
    }

    private EncodedImage Compress(EncodedImage image, TextureContent content, int index)
    {
        PixelImage pixels;
        try
        {
            pixels = ImageDecoder.Decode(image.Content.Span);
        }
        catch (InvalidModelException fault)
        {
            string name = image.Name.Length > 0 ? $" '{image.Name}'" : "";
            throw new InvalidModelException($"Texture{name} is broken: {fault.Message}", $"images[{index}]", fault);
        }

        if (!context.Parameters.Optimize || Math.Max(pixels.Width, pixels.Height) <= LongestSide)
        {
            return image;
        }

        PixelImage smaller = ImageResizer.Fit(pixels, LongestSide, content);
        output.Warn("TEXTURE_RESIZED", FormattableString.Invariant(
            $"A texture of {pixels.Width} × {pixels.Height} pixels was resized to {smaller.Width} × {smaller.Height}."), "Send optimize=false to keep it.");
        return image with
        {
            Content = image.MediaType == MediaTypes.Jpeg ? JpegEncoder.Encode(smaller) : PngEncoder.Encode(smaller, CompressionLevel.Optimal),
        };
    }

    private static TextureContent ContentOf(TextureRole role) => role switch
    {
        TextureRole.BaseColor or TextureRole.Emissive => TextureContent.Color,
        TextureRole.Normal => TextureContent.Normal,
        _ => TextureContent.Data,
    };
}

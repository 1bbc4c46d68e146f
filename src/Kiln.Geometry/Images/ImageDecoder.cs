using Kiln.Geometry.Images.Jpeg;
using Kiln.Geometry.Images.Png;

namespace Kiln.Geometry.Images;

/// <summary>Decodes whatever images a scene may hold.</summary>
public static class ImageDecoder
{
    /// <summary>The highest number of pixels that is decoded unless told otherwise: 16,384 by 16,384.</summary>
    public const long DefaultMaxPixels = 16_384L * 16_384;

    /// <summary>Decodes a PNG or JPEG by its first bytes.</summary>
    /// <param name="content">The encoded bytes.</param>
    /// <param name="maxPixels">The highest number of pixels, checked before they are allocated.</param>
    /// <exception cref="InvalidModelException">The content is neither, is broken, or has too many pixels.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> content, long maxPixels = DefaultMaxPixels) => ImageHeader.MediaTypeOf(content) switch
    {
        "image/png" => PngDecoder.Decode(content, maxPixels),
        "image/jpeg" => JpegDecoder.Decode(content, maxPixels),
        _ => throw new InvalidModelException("The image is neither PNG nor JPEG"),
    };
}

using Kiln.Geometry.Images;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats;

/// <summary>The images of a scene while it is read: known by content, and together within the limits.</summary>
internal sealed class ImageCollection(ModelReaderLimits limits, List<string> warnings)
{
    private readonly List<EncodedImage> _images = [];
    private readonly Dictionary<ReadOnlyMemory<byte>, int> _known = [];
    private long _pixels;

    /// <summary>The images that were taken.</summary>
    public IReadOnlyList<EncodedImage> Images => _images;

    /// <summary>Takes an image; the same bytes in memory are taken once, under the first name.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="content">The encoded bytes.</param>
    /// <param name="where">What to call it in messages.</param>
    /// <returns>Its index; −1 with a warning when it is neither PNG nor JPEG.</returns>
    /// <exception cref="InvalidModelException">Its header is broken, or it is too large.</exception>
    public int Add(string name, ReadOnlyMemory<byte> content, string where)
    {
        if (_known.TryGetValue(content, out int known))
        {
            return known;
        }

        if (ImageHeader.MediaTypeOf(content.Span) is not { } mediaType)
        {
            warnings.Add($"The texture {where} was left out: it is neither PNG nor JPEG.");
            return -1;
        }

        ImageHeader header = ImageHeader.Read(content.Span, where);
        if (header.Width > limits.MaxTextureSide || header.Height > limits.MaxTextureSide)
        {
            throw new InvalidModelException(
                $"The texture has {header.Width} x {header.Height} pixels; the longest side allowed is {limits.MaxTextureSide}", where);
        }

        Count(header, where);
        _known[content] = _images.Count;
        _images.Add(new EncodedImage(name, mediaType, content));
        return _images.Count - 1;
    }

    /// <summary>Decodes an image that was taken. Its pixels count once more, for many materials may ask for the same.</summary>
    /// <exception cref="InvalidModelException">It is broken, or there are too many pixels.</exception>
    public PixelImage Decode(int image, string where)
    {
        ReadOnlySpan<byte> content = _images[image].Content.Span;
        Count(ImageHeader.Read(content, where), where);
        return ImageDecoder.Decode(content);
    }

    private void Count(ImageHeader header, string where)
    {
        _pixels += (long)header.Width * header.Height;
        if (_pixels > limits.MaxTexturePixels)
        {
            throw new InvalidModelException($"The textures have more than {limits.MaxTexturePixels} pixels together", where);
        }
    }
}

using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Textures;

/// <summary>PNG copies of textures, for MuJoCo, which reads no JPEG.</summary>
internal static class PngTexture
{
    /// <summary>The image as PNG; its own bytes when it is one.</summary>
    public static ReadOnlyMemory<byte> Of(EncodedImage image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return image.MediaType == MediaTypes.Png ? image.Content : PngEncoder.Encode(ImageDecoder.Decode(image.Content.Span));
    }
}

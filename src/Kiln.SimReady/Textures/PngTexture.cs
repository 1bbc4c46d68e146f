using Kiln.Geometry.Scenes;

namespace Kiln.SimReady.Textures;

/// <summary>PNG copies of textures, for MuJoCo, which reads no JPEG.</summary>
internal static class PngTexture
{
    public static ReadOnlyMemory<byte> Of(EncodedImage image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return image.Content;
    }
}

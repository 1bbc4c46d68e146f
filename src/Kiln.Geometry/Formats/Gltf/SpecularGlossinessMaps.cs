using System.Numerics;
using Kiln.Geometry.Images;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Converts maps of the specular-glossiness model pixel by pixel to maps of the metallic-roughness model.</summary>
internal static class SpecularGlossinessMaps
{
    /// <summary>Base colour (RGBA, sRGB) and metalness-roughness (RGB, data) that look like the given maps times their factors.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="diffuse">The diffuse map, sRGB with alpha, or null for white.</param>
    /// <param name="glossy">Specular colour, sRGB, with glossiness as alpha.</param>
    public static (PixelImage BaseColor, PixelImage MetallicRoughness) Convert(SpecularGlossiness factors, PixelImage? diffuse, PixelImage glossy)
    {
        int width = Math.Max(diffuse?.Width ?? 1, glossy.Width);
        int height = Math.Max(diffuse?.Height ?? 1, glossy.Height);
        glossy = ImageResizer.Resize(glossy.ToColor(), width, height, TextureContent.Color);
        diffuse = diffuse is null ? null : ImageResizer.Resize(diffuse.ToColor(), width, height, TextureContent.Color);
        byte[] baseColor = new byte[checked(width * height * 4)];
        byte[] surface = new byte[checked(width * height * 3)];
        for (int i = 0; i < width * height; i++)
        {
            Vector4 specular = Pixel(glossy, i);
            var pixel = new SpecularGlossiness(
                factors.Diffuse * (diffuse is null ? Vector4.One : Pixel(diffuse, i)),
                factors.Specular * new Vector3(specular.X, specular.Y, specular.Z),
                factors.Glossiness * specular.W);
            (Vector4 color, float metallic) = pixel.ToMetallic();
            for (int c = 0; c < 3; c++)
            {
                baseColor[(4 * i) + c] = ToByte(ColorSpace.FromLinear(color[c]));
            }

            baseColor[(4 * i) + 3] = ToByte(color.W);
            surface[3 * i] = 255;
            surface[(3 * i) + 1] = ToByte(1 - pixel.Glossiness);
            surface[(3 * i) + 2] = ToByte(metallic);
        }

        return (new PixelImage(width, height, 4, baseColor), new PixelImage(width, height, 3, surface));
    }

    private static Vector4 Pixel(PixelImage image, int index)
    {
        ReadOnlySpan<byte> pixel = image.Pixels.AsSpan(index * image.Channels, image.Channels);
        return new Vector4(
            ColorSpace.ToLinear(pixel[0]), ColorSpace.ToLinear(pixel[1]), ColorSpace.ToLinear(pixel[2]), image.HasAlpha ? pixel[3] / 255f : 1);
    }

    private static byte ToByte(float value) => (byte)((Math.Clamp(value, 0, 1) * 255) + 0.5f);
}

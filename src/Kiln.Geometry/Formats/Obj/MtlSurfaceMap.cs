using Kiln.Geometry.Images;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>Packs the separate maps of roughness (<c>map_Pr</c>) and metalness (<c>map_Pm</c>) as glTF has them: in G and in B.</summary>
internal static class MtlSurfaceMap
{
    /// <summary>Larger maps are made this small when they are packed.</summary>
    private const int MaxSide = 4096;

    /// <summary>The packed map, as large as the larger of the two; what is not given is one, so that its factor alone counts.</summary>
    /// <param name="roughness">A map whose first channel is the roughness, or null.</param>
    /// <param name="metallic">A map whose first channel is the metalness, or null.</param>
    public static PixelImage Pack(PixelImage? roughness, PixelImage? metallic)
    {
        roughness = roughness is null ? null : ImageResizer.Fit(roughness, MaxSide, TextureContent.Data);
        metallic = metallic is null ? null : ImageResizer.Fit(metallic, MaxSide, TextureContent.Data);
        int width = Math.Max(roughness?.Width ?? 1, metallic?.Width ?? 1);
        int height = Math.Max(roughness?.Height ?? 1, metallic?.Height ?? 1);
        byte[] pixels = new byte[checked(width * height * 3)];
        Array.Fill(pixels, byte.MaxValue);
        Put(roughness, 1);
        Put(metallic, 2);
        return new PixelImage(width, height, 3, pixels);

        void Put(PixelImage? map, int channel)
        {
            if (map is null)
            {
                return;
            }

            PixelImage sized = ImageResizer.Resize(map, width, height, TextureContent.Data);
            for (int from = 0, to = channel; to < pixels.Length; from += sized.Channels, to += 3)
            {
                pixels[to] = sized.Pixels[from];
            }
        }
    }
}

using Kiln.Geometry.Images;

namespace Kiln.Cli.Samples;

/// <summary>The crate's textures, each a repeating square of 512 pixels.</summary>
internal static class CrateTextures
{
    private const int Size = 512;

    /// <summary>Wood with its grain along U, as sRGB colour.</summary>
    public static PixelImage WoodColor() => Paint(3, (u, v, pixel) =>
    {
        float grain = Grain(u, v);
        float stain = ValueNoise.At(u * 4, v * 4, 4, 4, 7) * 0.25f;
        pixel[0] = Byte(0.45f + (0.28f * grain) - (0.2f * stain));
        pixel[1] = Byte(0.29f + (0.21f * grain) - (0.18f * stain));
        pixel[2] = Byte(0.15f + (0.12f * grain) - (0.1f * stain));
    });

    /// <summary>Tangent-space normals of the same grain, +Y up.</summary>
    public static PixelImage WoodNormals() => Paint(3, (u, v, pixel) =>
    {
        const float step = 1f / Size;
        const float depth = 0.004f;
        float slopeU = (Grain(u + step, v) - Grain(u - step, v)) / (2 * step) * depth;
        float slopeV = (Grain(u, v + step) - Grain(u, v - step)) / (2 * step) * depth;
        float length = MathF.Sqrt((slopeU * slopeU) + (slopeV * slopeV) + 1);
        // V runs down the image, the bitangent runs up.
        pixel[0] = Byte((-slopeU / length * 0.5f) + 0.5f);
        pixel[1] = Byte((slopeV / length * 0.5f) + 0.5f);
        pixel[2] = Byte((1 / length * 0.5f) + 0.5f);
    });

    /// <summary>Brushed and worn steel: roughness in G, metalness in B.</summary>
    public static PixelImage SteelRoughness() => Paint(3, (u, v, pixel) =>
    {
        float brushed = ValueNoise.At(u * 8, v * 256, 8, 256, 3);
        float rust = ValueNoise.At(u * 16, v * 16, 16, 16, 5);
        float worn = Math.Clamp((rust - 0.7f) * 5, 0, 1);
        pixel[0] = 0;
        pixel[1] = Byte(float.Lerp(0.3f + (0.2f * brushed), 0.85f, worn));
        pixel[2] = Byte(1 - (0.6f * worn));
    });

    private static float Grain(float u, float v)
    {
        float bend = ValueNoise.At(u * 3, v * 6, 3, 6, 1) * 2;
        float coarse = ValueNoise.At(u * 4, (v * 32) + bend, 4, 32, 2);
        float fine = ValueNoise.At(u * 16, v * 128, 16, 128, 4);
        return (0.7f * coarse) + (0.3f * fine);
    }

    private static PixelImage Paint(int channels, Action<float, float, Span<byte>> paint)
    {
        var pixels = new byte[Size * Size * channels];
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                paint((x + 0.5f) / Size, (y + 0.5f) / Size, pixels.AsSpan(((y * Size) + x) * channels, channels));
            }
        }

        return new PixelImage(Size, Size, channels, pixels);
    }

    private static byte Byte(float value) => (byte)((Math.Clamp(value, 0, 1) * 255) + 0.5f);
}

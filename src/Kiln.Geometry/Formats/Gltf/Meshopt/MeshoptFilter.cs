using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Geometry.Formats.Gltf.Meshopt;

/// <summary>Undoes the filters of KHR_meshopt_compression, appendix B, in place; EXT_meshopt_compression has all but COLOR.</summary>
internal static class MeshoptFilter
{
    /// <summary>Undoes a filter; null and NONE do nothing.</summary>
    public static void Apply(string? filter, Span<byte> elements, int stride, string where)
    {
        switch (filter)
        {
            case null or "NONE":
                break;
            case "OCTAHEDRAL" when stride == 4:
                Octahedral(MemoryMarshal.Cast<byte, sbyte>(elements));
                break;
            case "OCTAHEDRAL" when stride == 8:
                Octahedral(MemoryMarshal.Cast<byte, short>(elements));
                break;
            case "QUATERNION" when stride == 8:
                Quaternion(MemoryMarshal.Cast<byte, short>(elements));
                break;
            case "EXPONENTIAL":
                Exponential(MemoryMarshal.Cast<byte, int>(elements));
                break;
            case "COLOR" when stride == 4:
                Color(elements);
                break;
            case "COLOR" when stride == 8:
                Color(MemoryMarshal.Cast<byte, ushort>(elements));
                break;
            default:
                throw new InvalidModelException($"The filter {filter} with {stride} bytes an element does not exist", where);
        }
    }

    private static void Octahedral(Span<sbyte> values)
    {
        for (int i = 0; i < values.Length; i += 4)
        {
            (float x, float y, float z) = Sphere(values[i], values[i + 1], values[i + 2], sbyte.MaxValue);
            (values[i], values[i + 1], values[i + 2]) = ((sbyte)x, (sbyte)y, (sbyte)z);
        }
    }

    private static void Octahedral(Span<short> values)
    {
        for (int i = 0; i < values.Length; i += 4)
        {
            (float x, float y, float z) = Sphere(values[i], values[i + 1], values[i + 2], short.MaxValue);
            (values[i], values[i + 1], values[i + 2]) = ((short)x, (short)y, (short)z);
        }
    }

    /// <summary>From the octahedron, whose size is "one", to the sphere, rounded.</summary>
    private static (float X, float Y, float Z) Sphere(float x, float y, float one, float max)
    {
        float z = one - Math.Abs(x) - Math.Abs(y);
        float fold = Math.Min(z, 0);
        x += x >= 0 ? fold : -fold;
        y += y >= 0 ? fold : -fold;
        float length = MathF.Sqrt((x * x) + (y * y) + (z * z));
        float scale = length > 0 ? max / length : 0;
        return (Rounded(x * scale), Rounded(y * scale), Rounded(z * scale));
    }

    private static void Quaternion(Span<short> values)
    {
        for (int i = 0; i < values.Length; i += 4)
        {
            float scale = 0.70710678f / (values[i + 3] | 3);
            (float x, float y, float z) = (values[i] * scale, values[i + 1] * scale, values[i + 2] * scale);
            float w = MathF.Sqrt(Math.Max(0, 1 - (x * x) - (y * y) - (z * z)));
            int largest = values[i + 3] & 3;
            values[i + ((largest + 1) & 3)] = (short)Rounded(x * short.MaxValue);
            values[i + ((largest + 2) & 3)] = (short)Rounded(y * short.MaxValue);
            values[i + ((largest + 3) & 3)] = (short)Rounded(z * short.MaxValue);
            values[i + largest] = (short)Rounded(w * short.MaxValue);
        }
    }

    private static void Exponential(Span<int> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.SingleToInt32Bits((float)Math.ScaleB((values[i] << 8) >> 8, values[i] >> 24));
        }
    }

    private static void Color(Span<byte> values)
    {
        for (int i = 0; i < values.Length; i += 4)
        {
            Span<byte> color = values.Slice(i, 4);
            (float scale, int alpha) = ColorScale(color[3], byte.MaxValue);
            (int r, int g, int b) = FromLuma(color[0], (sbyte)color[1], (sbyte)color[2]);
            (color[0], color[1], color[2], color[3]) =
                ((byte)Scaled(r, scale, byte.MaxValue), (byte)Scaled(g, scale, byte.MaxValue), (byte)Scaled(b, scale, byte.MaxValue), (byte)Scaled(alpha, scale, byte.MaxValue));
        }
    }

    private static void Color(Span<ushort> values)
    {
        for (int i = 0; i < values.Length; i += 4)
        {
            Span<ushort> color = values.Slice(i, 4);
            (float scale, int alpha) = ColorScale(color[3], ushort.MaxValue);
            (int r, int g, int b) = FromLuma(color[0], (short)color[1], (short)color[2]);
            (color[0], color[1], color[2], color[3]) =
                ((ushort)Scaled(r, scale, ushort.MaxValue), (ushort)Scaled(g, scale, ushort.MaxValue), (ushort)Scaled(b, scale, ushort.MaxValue), (ushort)Scaled(alpha, scale, ushort.MaxValue));
        }
    }

    /// <summary>The highest bit of alpha tells how many bits all components have; below it is alpha, one bit short.</summary>
    private static (float Scale, int Alpha) ColorScale(int stored, float max)
    {
        int one = (1 << (32 - BitOperations.LeadingZeroCount((uint)stored))) - 1;
        int alpha = stored & (one >> 1);
        return (one > 0 ? max / one : 0, (alpha << 1) | (alpha & 1));
    }

    private static (int R, int G, int B) FromLuma(int y, int orange, int green) => (y + orange - green, y + green, y - orange - green);

    private static float Scaled(int value, float scale, float max) => Math.Clamp(Rounded(value * scale), 0, max);

    private static float Rounded(float value) => (int)(value + (value >= 0 ? 0.5f : -0.5f));
}

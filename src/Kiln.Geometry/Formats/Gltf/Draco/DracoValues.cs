using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Makes the values of an attribute of what is stored.</summary>
internal static class DracoValues
{
    private const int MostBits = 30;

    /// <summary>Reads values that are stored as they are.</summary>
    public static void ReadPlain(DracoReader reader, DracoAttribute attribute)
    {
        long count = (long)attribute.Order.Count * attribute.Components;
        int size = attribute.Type switch
        {
            DracoDataType.SByte or DracoDataType.Byte => 1,
            DracoDataType.Int16 or DracoDataType.UInt16 => 2,
            _ => 4,
        };
        int start = reader.Section((ulong)(count * size));
        attribute.Values = reader.Budget.Take<float>(count);
        ReadOnlySpan<byte> bytes = reader.Data.AsSpan(start, (int)count * size);
        switch (attribute.Type)
        {
            case DracoDataType.SByte:
                Convert<sbyte>(bytes, attribute.Values);
                break;
            case DracoDataType.Byte:
                Convert<byte>(bytes, attribute.Values);
                break;
            case DracoDataType.Int16:
                Convert<short>(bytes, attribute.Values);
                break;
            case DracoDataType.UInt16:
                Convert<ushort>(bytes, attribute.Values);
                break;
            case DracoDataType.Int32:
                Convert<int>(bytes, attribute.Values);
                break;
            case DracoDataType.UInt32:
                Convert<uint>(bytes, attribute.Values);
                break;
            default:
                Convert<float>(bytes, attribute.Values);
                break;
        }
    }

    /// <summary>Reads what integers stand for, and makes the values of them.</summary>
    public static void FromIntegers(DracoReader reader, DracoAttribute attribute)
    {
        if (attribute.Coding == DracoCoding.Plain)
        {
            return;
        }

        attribute.Values = reader.Budget.Take<float>((long)attribute.Order.Count * attribute.Components);
        switch (attribute.Coding)
        {
            case DracoCoding.Quantized:
                Dequantize(reader, attribute);
                break;
            case DracoCoding.Normal:
                Unfold(reader, attribute);
                break;
            default:
                for (int i = 0; i < attribute.Values.Length; i++)
                {
                    attribute.Values[i] = Cast(attribute.Type, attribute.Coded[i]);
                }

                break;
        }
    }

    private static void Dequantize(DracoReader reader, DracoAttribute attribute)
    {
        Span<float> least = stackalloc float[attribute.Components];
        foreach (ref float value in least)
        {
            value = reader.Single();
        }

        float range = reader.Single();
        int bits = reader.Byte();
        if (bits is < 1 or > MostBits)
        {
            throw reader.Damaged($"numbers of {bits} bits");
        }

        float step = range / ((1 << bits) - 1);
        for (int i = 0; i < attribute.Values.Length; i++)
        {
            attribute.Values[i] = (attribute.Coded[i] * step) + least[i % least.Length];
        }
    }

    private static void Unfold(DracoReader reader, DracoAttribute attribute)
    {
        int bits = reader.Byte();
        if (bits is < 2 or > MostBits)
        {
            throw reader.Damaged($"normals of {bits} bits");
        }

        float scale = 2f / ((1 << bits) - 2);
        Span<Vector3> normals = MemoryMarshal.Cast<float, Vector3>(attribute.Values.AsSpan());
        for (int i = 0; i < normals.Length; i++)
        {
            normals[i] = UnitVector((attribute.Coded[2 * i] * scale) - 1, (attribute.Coded[(2 * i) + 1] * scale) - 1);
        }
    }

    /// <summary>The direction of a place on the unfolded octahedron, the sides of which are −1 to 1.</summary>
    private static Vector3 UnitVector(float y, float z)
    {
        float x = 1 - MathF.Abs(y) - MathF.Abs(z);

        // The corners of the square are the four faces of the half x < 0, folded outwards.
        float fold = MathF.Max(-x, 0);
        y += y < 0 ? fold : -fold;
        z += z < 0 ? fold : -fold;
        float square = (x * x) + (y * y) + (z * z);
        return square < 1e-6f ? Vector3.Zero : new Vector3(x, y, z) * (1 / MathF.Sqrt(square));
    }

    private static float Cast(DracoDataType type, int value) => type switch
    {
        DracoDataType.SByte => (sbyte)value,
        DracoDataType.Byte => (byte)value,
        DracoDataType.Int16 => (short)value,
        DracoDataType.UInt16 => (ushort)value,
        DracoDataType.UInt32 => (uint)value,
        _ => value,
    };

    private static void Convert<T>(ReadOnlySpan<byte> bytes, Span<float> values)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = float.CreateTruncating(numbers[i]);
        }
    }
}

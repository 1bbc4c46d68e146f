using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>Elements in a buffer, already known to lie inside it.</summary>
/// <param name="Bytes">From the first byte of the first element to the last byte of the last.</param>
/// <param name="ComponentType">glTF's number of the component type: 5120 to 5126.</param>
/// <param name="Components">Components of an element.</param>
/// <param name="Stride">Bytes from one element to the next.</param>
/// <param name="Count">Number of elements.</param>
internal readonly record struct GltfElementRange(ReadOnlyMemory<byte> Bytes, int ComponentType, int Components, int Stride, int Count)
{
    /// <summary>Bytes of one component.</summary>
    public static int SizeOf(int componentType, string where) => componentType switch
    {
        5120 or 5121 => 1,
        5122 or 5123 => 2,
        5125 or 5126 => 4,
        _ => throw new InvalidModelException($"{componentType} is not a component type", where),
    };

    /// <summary>Copies all components as floats; normalised integers become 0..1 or −1..1 (glTF 2.0, section 3.11).</summary>
    public void CopyFloats(Span<float> destination, bool normalized)
    {
        switch (ComponentType)
        {
            case 5120:
                Convert<sbyte>(destination, normalized ? 127 : 1);
                break;
            case 5121:
                Convert<byte>(destination, normalized ? 255 : 1);
                break;
            case 5122:
                Convert<short>(destination, normalized ? 32767 : 1);
                break;
            case 5123:
                Convert<ushort>(destination, normalized ? 65535 : 1);
                break;
            case 5125:
                Convert<uint>(destination, normalized ? uint.MaxValue : 1);
                break;
            default:
                CopySingles(destination);
                break;
        }
    }

    /// <summary>Copies unsigned scalars; one above the range of <see cref="int"/> becomes negative, so that any range check refuses it.</summary>
    public void CopyIntegers(Span<int> destination)
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        for (int i = 0, at = 0; i < Count; i++, at += Stride)
        {
            destination[i] = ComponentType switch
            {
                5121 => bytes[at],
                5123 => MemoryMarshal.Read<ushort>(bytes[at..]),
                _ => (int)MemoryMarshal.Read<uint>(bytes[at..]),
            };
        }
    }

    private void CopySingles(Span<float> destination)
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        int elementSize = Components * sizeof(float);
        Span<byte> target = MemoryMarshal.AsBytes(destination);
        if (Stride == elementSize)
        {
            bytes.CopyTo(target);
            return;
        }

        for (int i = 0; i < Count; i++)
        {
            bytes.Slice(i * Stride, elementSize).CopyTo(target[(i * elementSize)..]);
        }
    }

    private void Convert<T>(Span<float> destination, float divisor)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<byte> bytes = Bytes.Span;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<T> element = MemoryMarshal.Cast<byte, T>(bytes.Slice(i * Stride, Components * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
            for (int c = 0; c < element.Length; c++)
            {
                float value = float.CreateTruncating(element[c]);
                destination[(i * Components) + c] = divisor == 1 ? value : Math.Max(value / divisor, -1f);
            }
        }
    }
}

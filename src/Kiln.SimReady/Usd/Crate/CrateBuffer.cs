using System.Runtime.InteropServices;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>The file while it grows. Numbers are written as they lie in memory, which is little-endian on every supported host.</summary>
internal sealed class CrateBuffer
{
    private byte[] _bytes = new byte[1 << 16];

    /// <summary>Bytes so far; the offset of what comes next.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes so far.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Adds zeros and gives them to be filled; the span is good until the next addition.</summary>
    public Span<byte> Append(int count)
    {
        int needed = checked(Length + count);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        }

        Span<byte> added = _bytes.AsSpan(Length, count);
        Length = needed;
        return added;
    }

    /// <summary>Adds a number.</summary>
    public void Write<T>(T value)
        where T : unmanaged => MemoryMarshal.Write(Append(System.Runtime.CompilerServices.Unsafe.SizeOf<T>()), value);

    /// <summary>Adds numbers, or structures of numbers without gaps.</summary>
    public Span<byte> Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        Span<byte> added = Append(bytes.Length);
        bytes.CopyTo(added);
        return added;
    }

    /// <summary>Adds compressed integers and before them the length of their compressed form.</summary>
    public void WriteIntegers(ReadOnlySpan<int> values) => WriteSized(IntegerCoding.Encode(values).Span);

    /// <summary>Adds bytes and before them their length.</summary>
    public void WriteSized(ReadOnlySpan<byte> bytes)
    {
        Write((long)bytes.Length);
        Write(bytes);
    }

    /// <summary>Adds zeros up to a multiple of 8, from which readers may map arrays.</summary>
    /// <returns>The offset reached.</returns>
    public int Align()
    {
        Append(-Length & 7);
        return Length;
    }

    /// <summary>Sets eight bytes that were left open.</summary>
    public void Patch(int at, long value) => MemoryMarshal.Write(_bytes.AsSpan(at), value);
}

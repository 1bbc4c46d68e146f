using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>Reads numbers from a part of a crate file and never from outside it.</summary>
internal ref struct CrateCursor
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly int _end;
    private int _at;

    /// <summary>Reads from an offset to the file's end.</summary>
    public CrateCursor(ReadOnlySpan<byte> file, long start)
        : this(file, start, file.Length - start)
    {
    }

    /// <summary>Reads a part of the file.</summary>
    /// <exception cref="InvalidDataException">The part is not inside the file.</exception>
    public CrateCursor(ReadOnlySpan<byte> file, long start, long length)
    {
        if (start < 0 || start > file.Length || length < 0 || length > file.Length - start)
        {
            throw Fault($"{length} bytes from byte {start} on are not in a file of {file.Length} bytes");
        }

        _file = file;
        _at = (int)start;
        _end = (int)(start + length);
    }

    /// <summary>Offset in the file of what is read next.</summary>
    public readonly long Position => _at;

    /// <summary>What a damaged file is answered with.</summary>
    public static InvalidDataException Fault(string what) => new($"USD crate: {what}.");

    /// <summary>Reads a number.</summary>
    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    /// <summary>Reads a count of items that take at least so many bytes each.</summary>
    public int ReadCount(int itemLength)
    {
        long count = Read<long>();
        return count >= 0 && count <= (_end - _at) / itemLength
            ? (int)count
            : throw Fault($"the count {count} before byte {_at} is not of items that follow");
    }

    /// <summary>Reads as many items as are asked for.</summary>
    public T[] ReadArray<T>(int count)
        where T : unmanaged =>
        (long)count * Unsafe.SizeOf<T>() <= _end - _at
            ? MemoryMarshal.Cast<byte, T>(Take(count * Unsafe.SizeOf<T>())).ToArray()
            : throw Fault($"{count} items from byte {_at} on are cut short");

    /// <summary>Reads compressed integers with the length of their compressed form before them.</summary>
    public int[] ReadIntegers(long count)
    {
        ReadOnlySpan<byte> block = ReadSized();
        if (count < 0 || count > Math.Min((long)block.Length * IntegerCoding.HighestRatio, Array.MaxLength / sizeof(int)))
        {
            throw Fault($"{block.Length} bytes before byte {_at} cannot hold {count} integers");
        }

        int[] values = new int[count];
        IntegerCoding.Decode(block, values);
        return values;
    }

    /// <summary>Reads bytes with their length before them.</summary>
    public ReadOnlySpan<byte> ReadSized() => Take(ReadCount(1));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _end - _at)
        {
            throw Fault($"{count} bytes from byte {_at} on are cut short");
        }

        ReadOnlySpan<byte> taken = _file.Slice(_at, count);
        _at += count;
        return taken;
    }
}

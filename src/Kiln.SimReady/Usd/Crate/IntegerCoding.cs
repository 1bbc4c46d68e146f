using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Kiln.SimReady.Usd.Crate;

/// <summary>
/// The integer coding of crate files since version 0.4.0. Differences between neighbours are coded: the commonest one in four
/// bytes, then for each integer a 2-bit class (0 the commonest, 1 one byte, 2 two bytes, 3 four bytes), four to a byte from the
/// low bits, then the differences of classes 1 to 3. The result is compressed by <see cref="CompressedBytes"/>.
/// </summary>
internal static class IntegerCoding
{
    /// <summary>The most integers that a byte of compressed data can stand for: four to a coded byte, 255 of these to a byte.</summary>
    public const int HighestRatio = 4 * 255;

    /// <summary>Codes and compresses integers.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<int> values)
    {
        if (values.IsEmpty)
        {
            return CompressedBytes.Encode([]);
        }

        int common = CommonestDifference(values);
        int classes = sizeof(int);
        int at = classes + ClassBytes(values.Length);
        byte[] coded = new byte[checked(at + (values.Length * sizeof(int)))];
        BinaryPrimitives.WriteInt32LittleEndian(coded, common);
        int previous = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int difference = unchecked(values[i] - previous);
            previous = values[i];
            int kind;
            if (difference == common)
            {
                continue;
            }

            if (difference == (sbyte)difference)
            {
                kind = 1;
                coded[at++] = (byte)difference;
            }
            else if (difference == (short)difference)
            {
                kind = 2;
                BinaryPrimitives.WriteInt16LittleEndian(coded.AsSpan(at), (short)difference);
                at += sizeof(short);
            }
            else
            {
                kind = 3;
                BinaryPrimitives.WriteInt32LittleEndian(coded.AsSpan(at), difference);
                at += sizeof(int);
            }

            coded[classes + (i >> 2)] |= (byte)(kind << (2 * (i & 3)));
        }

        return CompressedBytes.Encode(coded.AsSpan(0, at));
    }

    /// <summary>Decompresses and decodes integers.</summary>
    /// <param name="source">What <see cref="Encode"/> gave.</param>
    /// <param name="values">Takes the integers; its length is how many there must be.</param>
    /// <exception cref="InvalidDataException">The bytes do not hold so many integers.</exception>
    public static void Decode(ReadOnlySpan<byte> source, Span<int> values)
    {
        long most = sizeof(int) + ClassBytes(values.Length) + ((long)values.Length * sizeof(int));
        ReadOnlySpan<byte> coded = CompressedBytes.Decode(source, most).Span;
        int at = sizeof(int) + ClassBytes(values.Length);
        if (values.IsEmpty || coded.Length < at)
        {
            if (!values.IsEmpty || !coded.IsEmpty)
            {
                throw Fault(values.Length);
            }

            return;
        }

        int common = BinaryPrimitives.ReadInt32LittleEndian(coded);
        ReadOnlySpan<byte> classes = coded[sizeof(int)..at];
        int value = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int kind = (classes[i >> 2] >> (2 * (i & 3))) & 3;
            int size = kind == 0 ? 0 : 1 << (kind - 1);
            if (coded.Length - at < size)
            {
                throw Fault(values.Length);
            }

            int difference = kind switch
            {
                0 => common,
                1 => (sbyte)coded[at],
                2 => BinaryPrimitives.ReadInt16LittleEndian(coded[at..]),
                _ => BinaryPrimitives.ReadInt32LittleEndian(coded[at..]),
            };
            at += size;
            value = unchecked(value + difference);
            values[i] = value;
        }

        if (at != coded.Length)
        {
            throw Fault(values.Length);
        }
    }

    private static int ClassBytes(int count) => (int)(((long)count + 3) / 4);

    private static int CommonestDifference(ReadOnlySpan<int> values)
    {
        Dictionary<int, int> counts = [];
        int common = 0;
        int highest = 0;
        int previous = 0;
        foreach (int value in values)
        {
            int difference = unchecked(value - previous);
            previous = value;
            int count = ++CollectionsMarshal.GetValueRefOrAddDefault(counts, difference, out _);
            // Of equally common differences the largest saves most.
            if (count > highest || (count == highest && difference > common))
            {
                common = difference;
                highest = count;
            }
        }

        return common;
    }

    private static InvalidDataException Fault(int count) =>
        new($"A compressed part of the USD crate does not hold the {count} integers that it should.");
}

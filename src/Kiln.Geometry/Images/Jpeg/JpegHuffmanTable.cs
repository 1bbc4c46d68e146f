namespace Kiln.Geometry.Images.Jpeg;

/// <summary>A Huffman table (ITU-T T.81, annex C and F.2.2.3): short codes by one look-up, long ones by their length's range.</summary>
internal sealed class JpegHuffmanTable
{
    private const int LookupBits = 9;
    private const int MaxBits = 16;

    private readonly byte[] _values;

    /// <summary>Length in the upper byte and value in the lower for every beginning of 9 bits; 0 where the code is longer.</summary>
    private readonly ushort[] _lookup = new ushort[1 << LookupBits];

    /// <summary>One above the last code of each length, aligned to 16 bits.</summary>
    private readonly int[] _limits = new int[MaxBits + 2];

    /// <summary>What to add to a code of each length for its place among the values.</summary>
    private readonly int[] _offsets = new int[MaxBits + 1];

    private JpegHuffmanTable(byte[] values) => _values = values;

    /// <summary>Makes a table from the numbers of codes per length 1–16 and their values; null when they form no prefix code.</summary>
    public static JpegHuffmanTable? Create(ReadOnlySpan<byte> counts, byte[] values)
    {
        var table = new JpegHuffmanTable(values);
        int code = 0;
        int place = 0;
        for (int length = 1; length <= MaxBits; length++)
        {
            table._offsets[length] = place - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, place++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }

                if (length <= LookupBits)
                {
                    int first = code << (LookupBits - length);
                    table._lookup.AsSpan(first, 1 << (LookupBits - length)).Fill((ushort)((length << 8) | values[place]));
                }
            }

            table._limits[length] = code << (MaxBits - length);
            code <<= 1;
        }

        table._limits[MaxBits + 1] = int.MaxValue;
        return table;
    }

    /// <summary>Takes the next value.</summary>
    /// <exception cref="InvalidModelException">The bits form no code.</exception>
    public int Decode(ref JpegBitReader bits)
    {
        int next = bits.Peek16();
        int found = _lookup[next >> (MaxBits - LookupBits)];
        if (found != 0)
        {
            bits.Skip(found >> 8);
            return found & 0xFF;
        }

        int length = LookupBits + 1;
        while (length <= MaxBits && next >= _limits[length])
        {
            length++;
        }

        if (length > MaxBits)
        {
            throw bits.Invalid("a Huffman code does not exist");
        }

        bits.Skip(length);
        return _values[(next >> (MaxBits - length)) + _offsets[length]];
    }
}

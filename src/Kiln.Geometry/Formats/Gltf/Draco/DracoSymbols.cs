namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Decodes entropy-coded unsigned numbers (Draco bitstream, "DecodeSymbols").</summary>
internal static class DracoSymbols
{
    private const int Tagged = 0;
    private const int Raw = 1;
    private const int TagBits = 5;

    /// <summary>Decodes numbers.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="count">How many.</param>
    /// <param name="components">How many of them share a bit length, where lengths are coded.</param>
    public static int[] Decode(DracoReader reader, long count, int components)
    {
        int[] values = reader.Budget.Take<int>(count);
        if (count == 0)
        {
            return values;
        }

        switch (reader.Byte())
        {
            case Tagged:
                DecodeTagged(reader, values, components);
                break;
            case Raw:
                int bits = reader.Byte();
                if (bits is < 1 or > 18)
                {
                    throw reader.Damaged($"symbols of {bits} bits");
                }

                new DracoSymbolTable(reader, bits).Decode(values);
                break;
            default:
                throw reader.Damaged("its symbols are coded in an unknown way");
        }

        return values;
    }

    private static void DecodeTagged(DracoReader reader, Span<int> values, int components)
    {
        var table = new DracoSymbolTable(reader, TagBits);
        int[] lengths = reader.Budget.Take<int>(values.Length / components);
        table.Decode(lengths);
        var bits = new DracoBits(reader, reader.Offset, reader.Data.Length);
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] > 32)
            {
                throw reader.Damaged($"a number of {lengths[i]} bits");
            }

            foreach (ref int value in values.Slice(i * components, components))
            {
                value = (int)bits.Next(lengths[i]);
            }
        }

        reader.Section((ulong)bits.BytesTaken);
    }
}

namespace Kiln.Geometry.Images.Png;

/// <summary>The CRC-32 of PNG and ZIP (ISO 3309), eight bytes a step by sliced tables.</summary>
public static class Crc32
{
    private const int Slices = 8;
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>The checksum of some bytes; that of what went before may be given, to go on from it.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint previous = 0)
    {
        uint[][] tables = Tables;
        uint crc = ~previous;
        while (bytes.Length >= Slices)
        {
            uint low = crc ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]] ^ tables[0][bytes[7]];
            bytes = bytes[Slices..];
        }

        foreach (byte b in bytes)
        {
            crc = tables[0][(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[Slices][];
        for (int slice = 0; slice < Slices; slice++)
        {
            tables[slice] = new uint[256];
            for (uint n = 0; n < 256; n++)
            {
                uint c = slice == 0 ? n : tables[slice - 1][n];
                for (int bit = 0; bit < 8 && slice == 0; bit++)
                {
                    c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
                }

                tables[slice][n] = slice == 0 ? c : tables[0][c & 0xFF] ^ (c >> 8);
            }
        }

        return tables;
    }
}

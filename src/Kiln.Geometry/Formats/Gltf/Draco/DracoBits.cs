namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Single bits of a section of the stream, lowest first.</summary>
internal sealed class DracoBits(DracoReader reader, int start, int end)
{
    private readonly byte[] _data = reader.Data;
    private long _bit = (long)start * 8;

    /// <summary>Number of bytes of which a bit was taken.</summary>
    public int BytesTaken => (int)((_bit + 7) / 8) - start;

    /// <summary>Takes up to 32 bits.</summary>
    public uint Next(int count)
    {
        if (_bit + count > (long)end * 8)
        {
            throw reader.Damaged("its bits end too early");
        }

        uint value = 0;
        for (int taken = 0; taken < count;)
        {
            int inByte = (int)(_bit & 7);
            int here = Math.Min(8 - inByte, count - taken);
            value |= (uint)((_data[_bit >> 3] >> inByte) & ((1 << here) - 1)) << taken;
            taken += here;
            _bit += here;
        }

        return value;
    }
}

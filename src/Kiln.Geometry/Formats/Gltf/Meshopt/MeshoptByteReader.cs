namespace Kiln.Geometry.Formats.Gltf.Meshopt;

/// <summary>Reads compressed bytes, none beyond the end.</summary>
internal ref struct MeshoptByteReader(ReadOnlySpan<byte> bytes, string where)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>True when all bytes were taken.</summary>
    public readonly bool AtEnd => _at == _bytes.Length;

    /// <summary>Takes a byte.</summary>
    public byte Next() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged(where);

    /// <summary>Takes some bytes.</summary>
    public ReadOnlySpan<byte> Next(int count)
    {
        if (count > _bytes.Length - _at)
        {
            throw Damaged(where);
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    /// <summary>Takes a number of seven bits a byte, lowest first.</summary>
    public uint NextVariable()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Next();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged(where);
    }

    /// <summary>Takes a signed difference, its sign in the lowest bit.</summary>
    public uint NextIndex(uint last) => last + Unfold(NextVariable());

    /// <summary>A signed number whose sign is in the lowest bit.</summary>
    public static uint Unfold(uint value) => (value >> 1) ^ (0u - (value & 1));

    /// <summary>The exception for data that ends too early or goes on too long.</summary>
    public static InvalidModelException Damaged(string where) => new("The meshopt-compressed data is damaged", where);
}

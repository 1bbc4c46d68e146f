namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>The state of an asymmetric numeral system that is decoded from the last byte to the first (Draco bitstream, "Rans Decoding").</summary>
internal struct DracoRansState
{
    private readonly DracoReader _reader;
    private readonly byte[] _data;
    private readonly int _start;
    private readonly uint _base;
    private int _at;

    /// <summary>Starts at the end of the next <paramref name="length"/> bytes of the stream.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="length">Number of coded bytes.</param>
    /// <param name="lowest">The least value of a normalised state.</param>
    public DracoRansState(DracoReader reader, ulong length, uint lowest)
    {
        _reader = reader;
        _data = reader.Data;
        _base = lowest;
        _start = reader.Section(length);
        _at = reader.Offset;

        // The two highest bits of the last byte say how many bytes the first state takes.
        int stateBytes = length == 0 ? 1 : (_data[_at - 1] >> 6) + 1;
        if ((ulong)stateBytes > length)
        {
            throw reader.Damaged("an entropy-coded section is too short");
        }

        uint state = 0;
        for (int i = 1; i <= stateBytes; i++)
        {
            state = (state << 8) | _data[_at - i];
        }

        state &= (1u << ((8 * stateBytes) - 2)) - 1;
        _at -= stateBytes;
        Value = state + lowest;
        if (Value >= (ulong)lowest << 8)
        {
            throw reader.Damaged("an entropy-coded section starts with an impossible state");
        }
    }

    /// <summary>The state.</summary>
    public uint Value { readonly get; set; }

    /// <summary>Takes bytes until the state is normalised.</summary>
    public void Normalize()
    {
        while (Value < _base)
        {
            if (_at == _start)
            {
                throw _reader.Damaged("an entropy-coded section ends too early");
            }

            Value = (Value << 8) | _data[--_at];
        }
    }
}

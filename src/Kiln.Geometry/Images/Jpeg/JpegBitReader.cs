namespace Kiln.Geometry.Images.Jpeg;

/// <summary>
/// Reads the bits of a scan (ITU-T T.81, F.2.2.5): a zero byte after FF is stuffing, anything else a marker, where the bits end.
/// Beyond the end come zeros for looking ahead; taking them is an error.
/// </summary>
internal ref struct JpegBitReader(ReadOnlySpan<byte> file, int position)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private ulong _bits;
    private int _count;
    private int _padding;

    /// <summary>Offset of the next byte that was not taken into the bit store: at a marker or the end, once all bits are used.</summary>
    public int Position { get; private set; } = position;

    /// <summary>The next 16 bits without taking them.</summary>
    public int Peek16()
    {
        if (_count < 16)
        {
            Fill();
        }

        return (int)(_bits >> (_count - 16)) & 0xFFFF;
    }

    /// <summary>Takes bits that were looked at.</summary>
    public void Skip(int count)
    {
        _count -= count;
        if (_count < _padding)
        {
            throw Invalid("a scan ends too early");
        }
    }

    /// <summary>Takes 0 to 16 bits as an unsigned number.</summary>
    public int Take(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        int value = Peek16() >> (16 - count);
        Skip(count);
        return value;
    }

    /// <summary>Takes a number of a size category and extends its sign (F.2.2.1).</summary>
    public int TakeSigned(int size)
    {
        int value = Take(size);
        return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>Drops the rest of the current bits and takes a restart marker.</summary>
    public void Restart()
    {
        _bits = 0;
        _count = 0;
        _padding = 0;
        while (Position + 1 < _file.Length && _file[Position] == 0xFF && _file[Position + 1] == 0xFF)
        {
            Position++;
        }

        if (Position + 1 >= _file.Length || _file[Position] != 0xFF || (_file[Position + 1] & 0xF8) != 0xD0)
        {
            throw Invalid("a restart marker is missing");
        }

        Position += 2;
    }

    /// <summary>The exception for a scan that cannot be decoded.</summary>
    public readonly InvalidModelException Invalid(string what) => JpegDecoder.Invalid(what, Position);

    private void Fill()
    {
        while (_count <= 48)
        {
            int value = 0;
            if (_padding > 0 || Position >= _file.Length)
            {
                _padding += 8;
            }
            else if (_file[Position] != 0xFF)
            {
                value = _file[Position++];
            }
            else if (Position + 1 < _file.Length && _file[Position + 1] == 0)
            {
                value = 0xFF;
                Position += 2;
            }
            else
            {
                _padding += 8;
            }

            _bits = (_bits << 8) | (uint)value;
            _count += 8;
        }
    }
}

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>The probabilities of an alphabet's symbols, which a table in the stream gives, and the symbols coded with them.</summary>
internal sealed class DracoSymbolTable
{
    private readonly DracoReader _reader;
    private readonly int _precisionBits;
    private readonly int[] _probabilities;
    private readonly int[] _cumulative;
    private readonly int[] _symbolAt;

    /// <summary>Reads the table.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="symbolBits">Bits of the highest symbol, from which the precision of the probabilities follows.</param>
    public DracoSymbolTable(DracoReader reader, int symbolBits)
    {
        _reader = reader;
        _precisionBits = Math.Clamp(3 * symbolBits / 2, 12, 20);

        // The shortest entry of the table says that 64 symbols do not occur.
        int count = reader.Count("symbols", 64L * reader.Remaining);
        _probabilities = reader.Budget.Take<int>(count);
        _cumulative = reader.Budget.Take<int>(count);
        _symbolAt = new int[1 << _precisionBits];
        ReadProbabilities();
        FillTables();
    }

    /// <summary>Decodes the section of symbols that comes next in the stream.</summary>
    public void Decode(Span<int> symbols)
    {
        var state = new DracoRansState(_reader, _reader.Variable(), 4u << _precisionBits);
        uint mask = (1u << _precisionBits) - 1;
        foreach (ref int symbol in symbols)
        {
            state.Normalize();
            uint rest = state.Value & mask;
            symbol = _symbolAt[rest];
            state.Value = ((state.Value >> _precisionBits) * (uint)_probabilities[symbol]) + rest - (uint)_cumulative[symbol];
        }
    }

    private void ReadProbabilities()
    {
        for (int i = 0; i < _probabilities.Length; i++)
        {
            int first = _reader.Byte();
            int kind = first & 3;
            int probability = first >> 2;
            if (kind == 3)
            {
                i += probability;
                if (i >= _probabilities.Length)
                {
                    throw _reader.Damaged("a table of probabilities is too long");
                }

                continue;
            }

            for (int extra = 0; extra < kind; extra++)
            {
                probability |= _reader.Byte() << (6 + (8 * extra));
            }

            _probabilities[i] = probability;
        }
    }

    private void FillTables()
    {
        int sum = 0;
        for (int i = 0; i < _probabilities.Length; i++)
        {
            _cumulative[i] = sum;
            if (_probabilities[i] > _symbolAt.Length - sum)
            {
                break;
            }

            _symbolAt.AsSpan(sum, _probabilities[i]).Fill(i);
            sum += _probabilities[i];
        }

        if (sum != _symbolAt.Length)
        {
            throw _reader.Damaged("probabilities do not add up to one");
        }
    }
}

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// The places where a face is attached to a patch that is not the one before it, which happens at handles and holes: faces whose
/// edge must be kept until a later face joins it.
/// </summary>
internal sealed class DracoSplitEvents
{
    private readonly DracoReader _reader;
    private readonly int _symbols;
    private readonly int[] _sources;
    private readonly int[] _splits;
    private readonly bool[] _onRight;
    private readonly Dictionary<int, int> _kept = [];
    private int _left;

    /// <summary>Takes the events from the stream.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="symbols">Number of face symbols. Events count them from the last.</param>
    public DracoSplitEvents(DracoReader reader, int symbols)
    {
        _reader = reader;
        _symbols = symbols;
        _left = reader.Count("split events", symbols);
        _sources = reader.Budget.Take<int>(_left);
        _splits = reader.Budget.Take<int>(_left);
        _onRight = reader.Budget.Take<bool>(_left);
        int last = 0;
        for (int i = 0; i < _left; i++)
        {
            last += reader.Count("symbols onwards", symbols - 1L - last);
            _sources[i] = last;
            _splits[i] = last - reader.Count("symbols back", last);
        }

        var bits = new DracoBits(reader, reader.Offset, reader.Data.Length);
        for (int i = 0; i < _left; i++)
        {
            _onRight[i] = bits.Next(1) != 0;
        }

        reader.Section((ulong)bits.BytesTaken);
    }

    /// <summary>Keeps the edges of a face that later ones ask for.</summary>
    /// <param name="symbol">The face, in the order of decoding.</param>
    /// <param name="corner">Its first corner.</param>
    public void Keep(int symbol, int corner)
    {
        int source = _symbols - symbol - 1;
        for (; _left > 0 && _sources[_left - 1] >= source; _left--)
        {
            if (_sources[_left - 1] > source)
            {
                throw _reader.Damaged("a split event belongs to a face that cannot have it");
            }

            _kept[_symbols - _splits[_left - 1] - 1] = _onRight[_left - 1] ? DracoCornerTable.Next(corner) : DracoCornerTable.Previous(corner);
        }
    }

    /// <summary>The corner that was kept for a face.</summary>
    public bool TryTake(int symbol, out int corner) => _kept.TryGetValue(symbol, out corner);
}

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Symbols in six lists, one for each valence that the active vertex can have (Draco bitstream, "EdgeBreaker Traversal Valence").</summary>
internal sealed class DracoValenceFaceSymbols : DracoFaceSymbols
{
    private const int LeastValence = 2;
    private const int MostValence = 7;

    private static readonly DracoFaceSymbol[] SymbolOf =
        [DracoFaceSymbol.Close, DracoFaceSymbol.Split, DracoFaceSymbol.Left, DracoFaceSymbol.Right, DracoFaceSymbol.End];

    private readonly DracoReader _reader;
    private readonly int[][] _lists = new int[MostValence - LeastValence + 1][];
    private readonly int[] _left = new int[MostValence - LeastValence + 1];
    private readonly int[] _valences;
    private DracoFaceSymbol _last = DracoFaceSymbol.End;
    private int _list = -1;

    /// <summary>Takes the lists from the stream.</summary>
    /// <param name="reader">The stream.</param>
    /// <param name="faces">Number of faces.</param>
    /// <param name="vertices">Most vertices that the faces can have.</param>
    public DracoValenceFaceSymbols(DracoReader reader, int faces, int vertices)
    {
        _reader = reader;
        _valences = reader.Budget.Take<int>(vertices);
        for (int i = 0; i < _lists.Length; i++)
        {
            _left[i] = reader.Count("symbols of faces", faces);
            _lists[i] = DracoSymbols.Decode(reader, _left[i], 1);
        }
    }

    /// <inheritdoc/>
    public override DracoFaceSymbol Next()
    {
        if (_list < 0)
        {
            return _last;
        }

        int at = --_left[_list];
        if (at < 0 || (uint)_lists[_list][at] >= (uint)SymbolOf.Length)
        {
            throw _reader.Damaged("the symbol of a face is missing or unknown");
        }

        return _last = SymbolOf[_lists[_list][at]];
    }

    /// <inheritdoc/>
    public override void FaceAdded(DracoCornerTable table, int corner)
    {
        (int first, int next, int previous) = _last switch
        {
            DracoFaceSymbol.Right => (1, 1, 2),
            DracoFaceSymbol.Left => (1, 2, 1),
            DracoFaceSymbol.End => (2, 2, 2),
            _ => (0, 1, 1),
        };
        int active = table.VertexAfter(corner);
        _valences[table.VertexOf[corner]] += first;
        _valences[active] += next;
        _valences[table.VertexBefore(corner)] += previous;
        _list = Math.Clamp(_valences[active], LeastValence, MostValence) - LeastValence;
    }

    /// <inheritdoc/>
    public override void VertexMerged(int kept, int gone) => _valences[kept] += _valences[gone];
}

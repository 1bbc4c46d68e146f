using static Kiln.Geometry.Formats.Gltf.Draco.DracoCornerTable;

namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>
/// Builds a surface face by face. The active edges, each named by the corner opposite to it, are where the next face goes; edges
/// further down wait until the patch on top is joined to theirs.
/// </summary>
internal sealed class DracoSurface
{
    private readonly DracoReader _reader;
    private readonly DracoCornerTable _table;
    private readonly DracoFaceSymbols _symbols;
    private readonly DracoSplitEvents _events;
    private readonly bool _keepsEmptyVertices;
    private readonly Stack<int> _active = new();
    private readonly List<int> _emptied = [];
    private int _corners;
    private long _mergeSteps;

    public DracoSurface(
        DracoReader reader, DracoCornerTable table, DracoFaceSymbols symbols, DracoSplitEvents events, bool keepsEmptyVertices)
    {
        _reader = reader;
        _table = table;
        _symbols = symbols;
        _events = events;
        _keepsEmptyVertices = keepsEmptyVertices;
        Array.Fill(table.Opposite, -1);
        Array.Fill(table.LeftMost, -1);

        // A surface joins few large fans; this many steps are only taken by one made to waste time.
        _mergeSteps = 65536 + (256L * table.CornerCount);
    }

    /// <summary>Builds all faces.</summary>
    /// <param name="symbolCount">Number of faces that have a symbol.</param>
    /// <param name="starts">For each patch left at the end, whether it starts with a face inside of the surface.</param>
    public void Build(int symbolCount, DracoRansBits starts)
    {
        for (int symbol = 0; symbol < symbolCount; symbol++)
        {
            int corner = _corners;
            DracoFaceSymbol kind = _symbols.Next();
            _corners += 3;
            switch (kind)
            {
                case DracoFaceSymbol.Close:
                    Close(corner);
                    break;
                case DracoFaceSymbol.Split:
                    Split(corner, symbol);
                    break;
                case DracoFaceSymbol.End:
                    End(corner);
                    break;
                default:
                    Extend(corner, kind);
                    break;
            }

            _symbols.FaceAdded(_table, corner);
            if (kind is not (DracoFaceSymbol.Close or DracoFaceSymbol.Split))
            {
                _events.Keep(symbol, corner);
            }
        }

        while (_active.TryPop(out int corner))
        {
            if (starts.Next())
            {
                CloseStart(corner);
            }
        }

        if (_corners != _table.CornerCount)
        {
            throw _reader.Damaged($"{_corners / 3} of {_table.CornerCount / 3} faces are there");
        }

        if (!_keepsEmptyVertices)
        {
            FillEmptied();
        }
    }

    private void Close(int corner)
    {
        int a = TakeActive();
        int middle = _table.VertexAfter(a);
        int b = Next(LeftMostOf(middle));
        CheckOpen(a, b);
        _table.Join(a, corner + 1);
        _table.Join(b, corner + 2);
        int afterB = _table.VertexAfter(b);
        int beforeA = _table.VertexBefore(a);
        if (middle == beforeA || middle == afterB)
        {
            throw _reader.Damaged("a face has a vertex twice");
        }

        SetFace(corner, middle, afterB, beforeA);
        _table.LeftMost[beforeA] = corner + 2;
        _active.Push(corner);
    }

    private void Extend(int corner, DracoFaceSymbol kind)
    {
        int a = TakeActive();
        CheckOpen(a);
        int across = kind == DracoFaceSymbol.Right ? corner + 2 : corner + 1;
        int right = Next(across);
        _table.Join(across, a);
        int vertex = NewVertex(across);
        int before = _table.VertexBefore(a);
        _table.VertexOf[across] = vertex;
        _table.VertexOf[right] = before;
        _table.LeftMost[before] = right;
        _table.VertexOf[Previous(across)] = _table.VertexAfter(a);
        _active.Push(corner);
    }

    private void End(int corner)
    {
        SetFace(corner, NewVertex(corner), NewVertex(corner + 1), NewVertex(corner + 2));
        _active.Push(corner);
    }

    private void Split(int corner, int symbol)
    {
        int b = TakeActive();
        int a = _events.TryTake(symbol, out int kept) ? kept : TakeActive();
        CheckOpen(a, b);
        _table.Join(a, corner + 2);
        _table.Join(b, corner + 1);
        int stays = _table.VertexBefore(a);
        int beforeB = _table.VertexBefore(b);
        SetFace(corner, stays, _table.VertexAfter(a), beforeB);
        _table.LeftMost[beforeB] = corner + 2;
        int first = Next(b);
        int goes = _table.VertexOf[first];
        if (goes == stays)
        {
            throw _reader.Damaged("a face joins a vertex to itself");
        }

        _symbols.VertexMerged(stays, goes);
        _table.LeftMost[stays] = LeftMostOf(goes);
        for (int at = first; at >= 0;)
        {
            _table.VertexOf[at] = stays;
            at = _table.SwingLeft(at);
            if (at == first || --_mergeSteps < 0)
            {
                throw _reader.Damaged("its faces do not fit together");
            }
        }

        _table.LeftMost[goes] = -1;
        _emptied.Add(goes);
        _active.Push(corner);
    }

    private void CloseStart(int a)
    {
        int corner = _corners;
        if (corner == _table.CornerCount)
        {
            throw _reader.Damaged("it has more faces than it states");
        }

        _corners += 3;
        int afterA = _table.VertexAfter(a);
        int b = Next(LeftMostOf(afterA));
        int afterB = _table.VertexAfter(b);
        int c = Next(LeftMostOf(afterB));
        CheckOpen(a, b);
        CheckOpen(b, c);
        CheckOpen(c, a);
        int afterC = _table.VertexAfter(c);
        _table.Join(corner, a);
        _table.Join(corner + 1, b);
        _table.Join(corner + 2, c);
        SetFace(corner, afterB, afterC, afterA);
    }

    private int TakeActive() => _active.TryPop(out int corner) ? corner : throw _reader.Damaged("a face has no edge to go to");

    private int LeftMostOf(int vertex) =>
        _table.LeftMost[vertex] is >= 0 and int corner ? corner : throw _reader.Damaged("a face uses a vertex that is gone");

    private void CheckOpen(int a, int b = -1)
    {
        if (a == b || _table.Opposite[a] >= 0 || (b >= 0 && _table.Opposite[b] >= 0))
        {
            throw _reader.Damaged("an edge has more than two faces");
        }
    }

    private int NewVertex(int corner)
    {
        int vertex = _table.VertexCount;
        if (vertex == _table.LeftMost.Length)
        {
            throw _reader.Damaged($"it has more than the {vertex} vertices it states");
        }

        _table.VertexCount++;
        _table.LeftMost[vertex] = corner;
        return vertex;
    }

    private void SetFace(int corner, int first, int second, int third)
    {
        _table.VertexOf[corner] = first;
        _table.VertexOf[corner + 1] = second;
        _table.VertexOf[corner + 2] = third;
    }

    /// <summary>Gives the numbers of vertices without corners to the last ones, so that none is left over.</summary>
    private void FillEmptied()
    {
        int count = _table.VertexCount;
        foreach (int empty in _emptied)
        {
            while (count > 0 && _table.LeftMost[count - 1] < 0)
            {
                count--;
            }

            int last = count - 1;
            if (last < empty)
            {
                continue;
            }

            int first = _table.LeftMost[last];
            for (int corner = first; corner >= 0;)
            {
                if (_table.VertexOf[corner] != last)
                {
                    throw _reader.Damaged("its faces do not fit together");
                }

                _table.VertexOf[corner] = empty;
                corner = _table.SwingRight(corner);
                corner = corner == first ? -1 : corner;
            }

            _table.LeftMost[empty] = first;
            _table.LeftMost[last] = -1;
            count = last;
        }

        _table.VertexCount = count;
    }
}

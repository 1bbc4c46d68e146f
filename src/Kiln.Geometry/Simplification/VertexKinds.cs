namespace Kiln.Geometry.Simplification;

/// <summary>
/// Sorts places by what surrounds them and finds, for those on a border or seam, the neighbours along it. Kinds stay as they are while
/// collapses obey them; the neighbours are brought up to date after each pass.
/// </summary>
internal sealed class VertexKinds
{
    private const int None = -1;

    // Around places of more triangles the work per collapse is no longer small; they stay where they are.
    private const int MaximumValence = 256;

    private readonly VertexKind[] _kinds;
    private readonly int[] _first;
    private readonly int[] _second;

    public VertexKinds(WorkingMesh mesh, SpokeTable spokes)
    {
        int places = mesh.Places.Length;
        _kinds = new VertexKind[places];
        _first = new int[places];
        _second = new int[places];
        Array.Fill(_first, None);
        Array.Fill(_second, None);
        int[] wedges = WedgesPerPlace(mesh);
        var marks = new Marks(places);
        for (int place = 0; place < places; place++)
        {
            _kinds[place] = Classify(mesh, spokes, place, wedges[place], marks);
        }
    }

    public VertexKind this[int place] => _kinds[place];

    public ReadOnlySpan<VertexKind> All => _kinds;

    /// <summary>Whether seams have been let go.</summary>
    public bool AreSeamsRelaxed { get; private set; }

    /// <summary>Whether the first place may go into the second, its neighbour.</summary>
    public bool MayMove(int from, int to) => _kinds[from] switch
    {
        VertexKind.Interior => true,
        VertexKind.Border or VertexKind.Seam => _first[from] == to || _second[from] == to,
        VertexKind.Complex => AreSeamsRelaxed,
        _ => false,
    };

    /// <summary>Whether the side from one place to another has a triangle on its left only.</summary>
    public bool IsBorderEdge(int from, int to) =>
        (_kinds[from] == VertexKind.Border && _second[from] == to) || (_kinds[to] == VertexKind.Border && _first[to] == from);

    /// <summary>Seams no longer bind: their vertices move like interior ones.</summary>
    public bool Relax()
    {
        AreSeamsRelaxed = true;
        bool any = false;
        foreach (ref VertexKind kind in _kinds.AsSpan())
        {
            if (kind is VertexKind.Seam)
            {
                kind = VertexKind.Complex;
            }

            any |= kind is VertexKind.Complex;
        }

        return any;
    }

    /// <summary>Follows the collapses of a pass: a neighbour that went into the place itself is replaced by that one's far neighbour.</summary>
    public void Follow(ReadOnlySpan<int> placeTarget)
    {
        for (int place = 0; place < placeTarget.Length; place++)
        {
            if (_kinds[place] is VertexKind.Border or VertexKind.Seam && placeTarget[place] == place)
            {
                (int first, int second) = (_first[place], _second[place]);
                _first[place] = Followed(place, first, placeTarget);
                _second[place] = Followed(place, second, placeTarget);
            }
        }
    }

    /// <summary>Takes over new numbers of places.</summary>
    public void Renumber(Compaction compaction)
    {
        compaction.Move(_kinds);
        compaction.Move(_first);
        compaction.Move(_second);
        ReadOnlySpan<int> number = compaction.Number;
        for (int place = 0; place < compaction.Count; place++)
        {
            _first[place] = _first[place] < 0 ? None : number[_first[place]];
            _second[place] = _second[place] < 0 ? None : number[_second[place]];
        }
    }

    private int Followed(int place, int neighbour, ReadOnlySpan<int> placeTarget)
    {
        if (neighbour < 0 || placeTarget[neighbour] != place)
        {
            return neighbour < 0 ? None : placeTarget[neighbour];
        }

        // The removed neighbour's entries are those of before the pass, as removed places are skipped above.
        int beyond = _first[neighbour] == place ? _second[neighbour] : _first[neighbour];
        return beyond < 0 ? None : placeTarget[beyond];
    }

    private static int[] WedgesPerPlace(WorkingMesh mesh)
    {
        int[] counts = new int[mesh.Places.Length];
        bool[] seen = new bool[mesh.VertexCount];
        for (int h = 0; h < mesh.CornerCount; h++)
        {
            int wedge = mesh.Wedges[h];
            if (!seen[wedge])
            {
                seen[wedge] = true;
                counts[mesh.Corners[h]]++;
            }
        }

        return counts;
    }

    private VertexKind Classify(WorkingMesh mesh, SpokeTable spokes, int place, int wedges, Marks marks)
    {
        ReadOnlySpan<SpokeTable.Spoke> around = spokes.Around(place);
        if (around.Length is 0 or > MaximumValence)
        {
            return VertexKind.Locked;
        }

        foreach (SpokeTable.Spoke spoke in around)
        {
            if (marks.Outgoing[spoke.Next] == place || marks.Incoming[spoke.Previous] == place)
            {
                return VertexKind.Locked;
            }

            marks.Outgoing[spoke.Next] = place;
            marks.Incoming[spoke.Previous] = place;
            marks.Turn[spoke.Next] = spoke.Previous;
        }

        int open = 0;
        int start = around[0].Next;
        foreach (SpokeTable.Spoke spoke in around)
        {
            if (marks.Incoming[spoke.Next] != place)
            {
                _second[place] = start = spoke.Next;
                open++;
            }

            if (marks.Outgoing[spoke.Previous] != place)
            {
                _first[place] = spoke.Previous;
                open++;
            }
        }

        // From the border, or from anywhere, turning from triangle to triangle must pass them all, or there are several fans.
        int at = start;
        for (int step = 1; step < around.Length; step++)
        {
            at = marks.Turn[at];
            if (at == start || marks.Outgoing[at] != place)
            {
                return VertexKind.Locked;
            }
        }

        if (open > 0)
        {
            return open == 2 && wedges == 1 ? VertexKind.Border : VertexKind.Locked;
        }

        return wedges == 1 ? VertexKind.Interior : SeamKind(mesh, spokes, place, wedges);
    }

    private VertexKind SeamKind(WorkingMesh mesh, SpokeTable spokes, int place, int wedges)
    {
        ReadOnlySpan<int> corners = spokes.CornersAt(place);
        int seams = 0;
        foreach (int h in corners)
        {
            int next = Cleaning.EdgeTable.Next(h);
            foreach (int g in corners)
            {
                int previous = Cleaning.EdgeTable.Previous(g);
                if (mesh.Corners[previous] == mesh.Corners[next] &&
                    (mesh.Wedges[g] != mesh.Wedges[h] || mesh.Wedges[previous] != mesh.Wedges[next]))
                {
                    _first[place] = seams == 0 ? mesh.Corners[next] : _first[place];
                    _second[place] = seams == 1 ? mesh.Corners[next] : _second[place];
                    seams++;
                }
            }
        }

        return wedges == 2 && seams == 2 ? VertexKind.Seam : VertexKind.Complex;
    }

    /// <summary>
    /// For the place under way, marked by its number: whether a side leads to or comes from each other place, and from which side the
    /// triangle there turns to which.
    /// </summary>
    private sealed class Marks
    {
        public Marks(int places)
        {
            Outgoing = new int[places];
            Incoming = new int[places];
            Turn = new int[places];
            Array.Fill(Outgoing, None);
            Array.Fill(Incoming, None);
        }

        public int[] Outgoing { get; }

        public int[] Incoming { get; }

        public int[] Turn { get; }
    }
}

using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Cleaning;

/// <summary>
/// Gets rid of triangles without area that have three distinct corners. Such a triangle has its third corner, the apex, on its longest
/// side; dropping it would tear the surface there, so the side is flipped instead: what else lies along it is split at the apex.
/// </summary>
internal sealed class SliverRepair
{
    private const int Rounds = 32;

    // Edges of more faces than this are noise: what lies along them is dropped, and not searched.
    private const int MaximumFaces = 16;

    private readonly WorkingTriangles _triangles;
    private readonly double _doubleArea;
    private readonly HashSet<int> _touched = [];
    private readonly List<(int A, int B, int C, int Group)> _added = [];
    private bool[] _drop;
    private EdgeTable _edges;
    private int[] _edgeOf;

    private SliverRepair(WorkingTriangles triangles, double doubleArea)
    {
        _triangles = triangles;
        _doubleArea = doubleArea;
        _drop = new bool[triangles.Count];
        _edges = EdgeTable.Build([], 0);
        _edgeOf = [];
    }

    /// <summary>Flips slivers, in place; what is left of them, and those on a border, are marked to be dropped.</summary>
    /// <returns>The number of flips and the marks for each triangle.</returns>
    public static (int Flips, bool[] Drop) Run(WorkingTriangles triangles, double doubleArea)
    {
        var repair = new SliverRepair(triangles, doubleArea);
        int flips = 0;
        List<int> slivers = repair.Find();
        for (int round = 0; round < Rounds && slivers.Count > 0; round++)
        {
            int flipped = repair.Flip(slivers);
            flips += flipped;
            if (flipped == 0)
            {
                break;
            }

            slivers = repair.Find();
        }

        foreach (int t in slivers)
        {
            repair._drop[t] = true;
        }

        return (flips, repair._drop);
    }

    private List<int> Find()
    {
        var slivers = new List<int>();
        for (int t = 0; t < _drop.Length; t++)
        {
            if (!_drop[t] && _triangles.DoubleArea(t) < _doubleArea)
            {
                slivers.Add(t);
            }
        }

        return slivers;
    }

    private int Flip(List<int> slivers)
    {
        _touched.Clear();
        _edges = EdgeTable.Build(_triangles.Corners, _triangles.Points.Length);
        _edgeOf = new int[_triangles.Corners.Length];
        for (int edge = 0; edge < _edges.Count; edge++)
        {
            foreach (int h in _edges.Of(edge))
            {
                _edgeOf[h] = edge;
            }
        }

        int flips = 0;
        foreach (int t in slivers)
        {
            flips += Flip(t) ? 1 : 0;
        }

        _triangles.Add(_added);
        Array.Resize(ref _drop, _triangles.Count);
        _added.Clear();
        return flips;
    }

    private bool Flip(int sliver)
    {
        int longest = Longest(sliver);
        ReadOnlySpan<int> around = _edges.Of(_edgeOf[longest]);
        if (around.Length is 1 or > MaximumFaces)
        {
            _drop[sliver] = true;
            return false;
        }

        foreach (int h in around)
        {
            if (_drop[h / 3] || _touched.Contains(h / 3))
            {
                return false;
            }
        }

        var halves = new List<(int A, int B, int C, int Group)>();
        var places = new List<int> { sliver };
        foreach (int across in around)
        {
            if (across != longest && !Split(longest, across, halves, places))
            {
                return false;
            }
        }

        for (int i = 0; i < places.Count; i++)
        {
            _touched.Add(places[i]);
            if (i < halves.Count)
            {
                _triangles.SetTriangle(places[i], halves[i].A, halves[i].B, halves[i].C, halves[i].Group);
            }
            else
            {
                _drop[places[i]] = true;
            }
        }

        _added.AddRange(halves.Skip(places.Count));
        return true;
    }

    // Adds the halves of the triangle across, cut at the sliver's apex. A half that would fold back on a triangle which is there already
    // goes together with that one. False where that one has changed in this round.
    private bool Split(int longest, int across, List<(int A, int B, int C, int Group)> halves, List<int> places)
    {
        int apex = EdgeTable.Previous(longest);
        int far = EdgeTable.Previous(across);
        places.Add(across / 3);
        if (_triangles.Corners[apex] == _triangles.Corners[far])
        {
            return true;
        }

        (int q, int p) = (across, EdgeTable.Next(across));
        bool meetsLongest = _triangles.Corners[p] == _triangles.Corners[longest];
        (int pSide, int qSide) = meetsLongest ? (apex, EdgeTable.Next(longest)) : (EdgeTable.Next(longest), apex);
        int apexSource = -1;
        foreach ((int side, int from, int to) in (ReadOnlySpan<(int, int, int)>)[(pSide, p, far), (qSide, far, q)])
        {
            int fold = Fold(side, far);
            if (fold < 0)
            {
                apexSource = apexSource < 0 ? ApexSource(longest, across, apex) : apexSource;
                halves.Add((_triangles.Sources[from], _triangles.Sources[to], apexSource, _triangles.Groups[across / 3]));
            }
            else if (_drop[fold] || _touched.Contains(fold) || places.Contains(fold))
            {
                return false;
            }
            else
            {
                places.Add(fold);
            }
        }

        return true;
    }

    // The triangle that has one of the sliver's shorter sides and leads to the corner across.
    private int Fold(int side, int far)
    {
        ReadOnlySpan<int> around = _edges.Of(_edgeOf[side]);
        foreach (int h in around.Length > MaximumFaces ? [] : around)
        {
            if (h / 3 != side / 3 && _triangles.Corners[EdgeTable.Previous(h)] == _triangles.Corners[far])
            {
                return h / 3;
            }
        }

        return -1;
    }

    // Where both triangles use the same vertices along the side, the sliver's own third vertex fits. At a seam the neighbour has other
    // attributes, and the vertex is made anew between its two.
    private int ApexSource(int longest, int across, int apex)
    {
        int from = _triangles.Sources[longest];
        int to = _triangles.Sources[EdgeTable.Next(longest)];
        int acrossFrom = _triangles.Sources[across];
        int acrossTo = _triangles.Sources[EdgeTable.Next(across)];
        bool shared = (from == acrossTo && to == acrossFrom) || (from == acrossFrom && to == acrossTo);
        if (shared && _triangles.Groups[longest / 3] == _triangles.Groups[across / 3])
        {
            return _triangles.Sources[apex];
        }

        Vector3d start = _triangles.Points[_triangles.Corners[across]];
        Vector3d side = _triangles.Points[_triangles.Corners[EdgeTable.Next(across)]] - start;
        double share = Vector3d.Dot(_triangles.Points[_triangles.Corners[apex]] - start, side) / side.LengthSquared;
        return _triangles.AddBetween(acrossFrom, acrossTo, Math.Clamp(share, 0, 1), _triangles.Corners[apex]);
    }

    private int Longest(int t)
    {
        int best = t * 3;
        double longest = -1;
        for (int h = t * 3; h < (t * 3) + 3; h++)
        {
            double length = (_triangles.Points[_triangles.Corners[h]] - _triangles.Points[_triangles.Corners[EdgeTable.Next(h)]]).LengthSquared;
            if (length > longest)
            {
                longest = length;
                best = h;
            }
        }

        return best;
    }
}

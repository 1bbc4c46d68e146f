using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>Lists the edges that may be collapsed, with their costs, cheapest first.</summary>
internal sealed class CollapsePlanner
{
    // Flat regions cost nothing wherever vertices go; short edges first keeps their triangles in shape there.
    private const double LengthShare = 1e-7;

    // The sign-less top of a float: exponent and two bits of fraction order costs to within 25%. Finer, collapses of one pass would be
    // no better, but further apart in memory: within a bucket they come in the order of the triangles.
    private const int KeyShift = 21;
    private const int Buckets = 1 << (31 - KeyShift);
    private const int Lanes = 4;

    private readonly WorkingMesh _mesh;
    private readonly VertexKinds _kinds;
    private readonly Quadric[] _quadrics;
    private readonly AttributeQuadrics? _attributes;
    private readonly double _maximumCost;
    private readonly int[] _buckets = new int[Buckets + 1];
    private readonly int[] _from = new int[Lanes];
    private readonly int[] _to = new int[Lanes];
    private int _waiting;
    private int _count;
    private Collapse[] _candidates;
    private Collapse[] _sorted;

    public CollapsePlanner(
        WorkingMesh mesh, VertexKinds kinds, Quadric[] quadrics, AttributeQuadrics? attributes, double maximumCost)
    {
        _mesh = mesh;
        _kinds = kinds;
        _quadrics = quadrics;
        _attributes = attributes;
        _maximumCost = maximumCost;
        _candidates = GC.AllocateUninitializedArray<Collapse>((mesh.CornerCount / 2) + 16);
        _sorted = GC.AllocateUninitializedArray<Collapse>(_candidates.Length);
    }

    /// <summary>Some edge was left out only because it costs too much.</summary>
    public bool MetErrorLimit { get; private set; }

    /// <summary>The cheapest candidates in ascending order of cost, to the width of a bucket; like ones about in the order of the triangles.</summary>
    /// <param name="wanted">How many are wanted at least, if there are as many.</param>
    /// <param name="headroom">Those are listed too that cost up to so many times as much as the last one wanted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public ReadOnlySpan<Collapse> Plan(int wanted, float headroom, CancellationToken cancellationToken)
    {
        _count = 0;
        _waiting = 0;
        Array.Clear(_buckets);
        MetErrorLimit = false;
        ReadOnlySpan<int> corners = _mesh.Corners.AsSpan(0, _mesh.CornerCount);
        ReadOnlySpan<VertexKind> kinds = _kinds.All;
        for (int h = 0; h + 2 < corners.Length; h += 3)
        {
            if ((h & 0xFFFF) < 3)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (_count + (2 * Lanes) > _candidates.Length)
            {
                Array.Resize(ref _candidates, _candidates.Length * 2);
                _sorted = new Collapse[_candidates.Length];
            }

            (int a, int b, int c) = (corners[h], corners[h + 1], corners[h + 2]);
            Consider(kinds, a, b, h, h + 1);
            Consider(kinds, b, c, h + 1, h + 2);
            Consider(kinds, c, a, h + 2, h);
        }

        AddLastWaiting();
        return Sort(wanted, headroom);
    }

    /// <summary>Where the merged vertex goes, at what cost; <see cref="Quadricx4.Placement"/> is the same for four.</summary>
    public static double Placement(in Quadric sum, Vector3d from, Vector3d to, bool free, out Vector3d place)
    {
        place = to;
        double cost = sum.Cost(to);
        if (!free)
        {
            return cost;
        }

        Vector3d middle = (from + to) * 0.5;
        if (sum.TryOptimum(out Vector3d best) && (best - middle).LengthSquared <= 4 * (to - from).LengthSquared)
        {
            place = best;
            return sum.Cost(best);
        }

        double fromCost = sum.Cost(from);
        if (fromCost < cost)
        {
            place = from;
            cost = fromCost;
        }

        double middleCost = sum.Cost(middle);
        if (middleCost < cost)
        {
            place = middle;
            cost = middleCost;
        }

        return cost;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Consider(ReadOnlySpan<VertexKind> kinds, int a, int b, int cornerA, int cornerB)
    {
        if (kinds[a] != VertexKind.Interior || kinds[b] != VertexKind.Interior)
        {
            ConsiderBound(a, b, cornerA, cornerB);
        }
        else if (a < b)
        {
            int lane = _waiting;
            _from[lane] = b;
            _to[lane] = a;
            _waiting = lane + 1;
            if (_waiting == Lanes)
            {
                AddWaiting(Lanes);
                _waiting = 0;
            }
        }
    }

    private void ConsiderBound(int a, int b, int cornerA, int cornerB)
    {
        if (a > b && !_kinds.IsBorderEdge(a, b))
        {
            return;
        }

        bool aMoves = _kinds.MayMove(a, b);
        bool bMoves = _kinds.MayMove(b, a);
        if (!aMoves && !bMoves)
        {
            return;
        }

        Quadric sum = _quadrics[a];
        sum.Add(in _quadrics[b]);
        double ontoA = sum.Cost(_mesh.Places[a]);
        double ontoB = sum.Cost(_mesh.Places[b]);
        if (bMoves && (!aMoves || ontoA <= ontoB))
        {
            (a, b, cornerA, cornerB) = (b, a, cornerB, cornerA);
            ontoB = ontoA;
        }

        // Across a seam the triangle at hand speaks for both sides.
        int vertexA = _mesh.VertexOf(_mesh.Wedges[cornerA]);
        int vertexB = _mesh.VertexOf(_mesh.Wedges[cornerB]);
        Add(a, b, vertexA, vertexB, ontoB, _mesh.Places[b], (_mesh.Places[b] - _mesh.Places[a]).LengthSquared);
    }

    private void AddLastWaiting()
    {
        if (_waiting == 0)
        {
            return;
        }

        _from.AsSpan(_waiting).Fill(_from[0]);
        _to.AsSpan(_waiting).Fill(_to[0]);
        AddWaiting(_waiting);
    }

    private void AddWaiting(int lanes)
    {
        int[] f = _from;
        int[] t = _to;
        Vector3d[] places = _mesh.Places;
        int[] vertices = _mesh.VertexAt;
        var from = Vector3dx4.Load(in places[f[0]], in places[f[1]], in places[f[2]], in places[f[3]]);
        var to = Vector3dx4.Load(in places[t[0]], in places[t[1]], in places[t[2]], in places[t[3]]);
        var sum = new Quadricx4(_quadrics, f, t);
        Vector256<double> cost = sum.Placement(from, to, out Vector3dx4 place);
        Vector256<double> length = (to - from).LengthSquared;
        for (int lane = 0; lane < lanes; lane++)
        {
            Add(f[lane], t[lane], vertices[f[lane]], vertices[t[lane]], cost[lane], place.Lane(lane), length[lane]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int from, int to, int fromVertex, int toVertex, double cost, Vector3d place, double squaredLength)
    {
        if (!(cost <= _maximumCost))
        {
            MetErrorLimit = true;
            return;
        }

        // Attributes decide what goes first, not how far the shape may move.
        if (_attributes is not null)
        {
            cost += _attributes.Cost(fromVertex, toVertex, place);
        }

        float key = (float)(cost + (LengthShare * _maximumCost * squaredLength));
        _buckets[Bucket(key) + 1]++;
        _candidates[_count++] = new(from, to, key);
    }

    private ReadOnlySpan<Collapse> Sort(int wanted, float headroom)
    {
        int[] starts = _buckets;
        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        int last = Array.FindIndex(starts, 1, start => start > wanted) - 1;
        last = last < 0 ? Buckets - 1 : Bucket(BitConverter.Int32BitsToSingle((last + 1) << KeyShift) * headroom);
        int listed = starts[last + 1];
        foreach (ref readonly Collapse candidate in _candidates.AsSpan(0, _count))
        {
            int bucket = Bucket(candidate.Key);
            if (bucket <= last)
            {
                _sorted[starts[bucket]++] = candidate;
            }
        }

        return _sorted.AsSpan(0, listed);
    }

    private static int Bucket(float key) => BitConverter.SingleToInt32Bits(key) >> KeyShift;
}

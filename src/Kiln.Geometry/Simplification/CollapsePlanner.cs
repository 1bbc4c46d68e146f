using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>Lists the edges that may be collapsed, with their costs, cheapest first.</summary>
internal sealed class CollapsePlanner
{
    // Flat regions cost nothing wherever vertices go; short edges first keeps their triangles in shape there.
    private const double LengthShare = 1e-7;

    // The sign-less top of a float: exponent and four bits of fraction order costs to within 6%.
    private const int KeyShift = 19;
    private const int Buckets = 1 << (31 - KeyShift);

    private readonly WorkingMesh _mesh;
    private readonly VertexKinds _kinds;
    private readonly Quadric[] _quadrics;
    private readonly AttributeQuadrics? _attributes;
    private readonly double _maximumCost;
    private readonly int[] _buckets = new int[Buckets + 1];
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
        _candidates = new Collapse[(mesh.CornerCount / 2) + 16];
        _sorted = new Collapse[_candidates.Length];
    }

    /// <summary>Some edge was left out only because it costs too much.</summary>
    public bool MetErrorLimit { get; private set; }

    /// <summary>All candidates in ascending order of cost; equal ones in the order of the triangles.</summary>
    public ReadOnlySpan<Collapse> Plan(CancellationToken cancellationToken)
    {
        int count = 0;
        MetErrorLimit = false;
        int[] corners = _mesh.Corners;
        ReadOnlySpan<VertexKind> kinds = _kinds.All;
        for (int h = 0; h + 2 < _mesh.CornerCount; h += 3)
        {
            if ((h & 0xFFFF) < 3)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (count + 3 > _candidates.Length)
            {
                Array.Resize(ref _candidates, _candidates.Length * 2);
                _sorted = new Collapse[_candidates.Length];
            }

            (int a, int b, int c) = (corners[h], corners[h + 1], corners[h + 2]);
            count = Consider(kinds, a, b, h, h + 1, count);
            count = Consider(kinds, b, c, h + 1, h + 2, count);
            count = Consider(kinds, c, a, h + 2, h, count);
        }

        return Sort(count);
    }

    /// <summary>Where the merged vertex goes, at what cost.</summary>
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

    private int Consider(ReadOnlySpan<VertexKind> kinds, int a, int b, int cornerA, int cornerB, int count)
    {
        VertexKind kindA = kinds[a];
        VertexKind kindB = kinds[b];
        if (kindA == VertexKind.Interior && kindB == VertexKind.Interior)
        {
            return a < b ? Add(b, a, cornerB, cornerA, free: true, count) : count;
        }

        if (a > b && !_kinds.IsBorderEdge(a, b))
        {
            return count;
        }

        bool aMoves = _kinds.MayMove(a, b);
        bool bMoves = _kinds.MayMove(b, a);
        if (aMoves && bMoves)
        {
            Quadric sum = _quadrics[a];
            sum.Add(_quadrics[b]);
            bMoves = sum.Cost(_mesh.Places[a]) <= sum.Cost(_mesh.Places[b]);
            aMoves = !bMoves;
        }

        return aMoves ? Add(a, b, cornerA, cornerB, free: false, count)
            : bMoves ? Add(b, a, cornerB, cornerA, free: false, count)
            : count;
    }

    private int Add(int from, int to, int fromCorner, int toCorner, bool free, int count)
    {
        Quadric sum = _quadrics[from];
        sum.Add(in _quadrics[to]);
        Vector3d fromPlace = _mesh.Places[from];
        Vector3d toPlace = _mesh.Places[to];
        double cost = Placement(in sum, fromPlace, toPlace, free, out Vector3d place);
        if (cost > _maximumCost)
        {
            MetErrorLimit = true;
            return count;
        }

        // Attributes decide what goes first, not how far the shape may move. Across a seam the triangle at hand speaks for both sides.
        if (_attributes is not null)
        {
            cost += _attributes.Cost(_mesh.Origin[_mesh.Wedges[fromCorner]], _mesh.Origin[_mesh.Wedges[toCorner]], place);
        }

        double key = cost + (LengthShare * _maximumCost * (toPlace - fromPlace).LengthSquared);
        _candidates[count] = new(from, to, (float)key);
        return count + 1;
    }

    private ReadOnlySpan<Collapse> Sort(int count)
    {
        int[] buckets = _buckets;
        Array.Clear(buckets);
        ReadOnlySpan<Collapse> candidates = _candidates.AsSpan(0, count);
        foreach (ref readonly Collapse candidate in candidates)
        {
            buckets[(BitConverter.SingleToInt32Bits(candidate.Key) >> KeyShift) + 1]++;
        }

        for (int i = 1; i < buckets.Length; i++)
        {
            buckets[i] += buckets[i - 1];
        }

        foreach (ref readonly Collapse candidate in candidates)
        {
            _sorted[buckets[BitConverter.SingleToInt32Bits(candidate.Key) >> KeyShift]++] = candidate;
        }

        return _sorted.AsSpan(0, count);
    }
}

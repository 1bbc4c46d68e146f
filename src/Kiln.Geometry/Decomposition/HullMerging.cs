using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Merges groups of pieces: while there are too many, the pair whose common hull adds least volume; then pairs whose common hull
/// stays within the threshold, the cheapest first. The cost of a pair is the concavity of the merged hull against all original
/// pieces inside it, so errors do not add up from one merge to the next.
/// </summary>
internal sealed class HullMerging
{
    private readonly Concavity _concavity;
    private readonly double _threshold;
    private readonly double _reach;
    private readonly ParallelOptions _parallel;
    private readonly Dictionary<(int A, int B), Candidate> _merges = [];
    private readonly SortedDictionary<int, HullGroup> _groups = [];
    private int _nextGroup;

    /// <summary>Creates the merging.</summary>
    /// <param name="concavity">The part's measure.</param>
    /// <param name="threshold">Pairs are merged up to this cost.</param>
    /// <param name="reach">Groups farther apart than this are merged only to come down to the limit.</param>
    /// <param name="parallel">How many threads may work.</param>
    public HullMerging(Concavity concavity, double threshold, double reach, ParallelOptions parallel)
    {
        _concavity = concavity;
        _threshold = threshold;
        _reach = reach;
        _parallel = parallel;
    }

    /// <summary>The merged groups, at most <paramref name="maxGroups"/>.</summary>
    public List<HullGroup> Merge(IReadOnlyList<HullGroup> groups, int maxGroups)
    {
        foreach (HullGroup group in groups)
        {
            _groups.Add(_nextGroup++, group);
        }

        EvaluatePairs(_reach);
        while (_groups.Count > 1)
        {
            if (_merges.Count == 0 && _groups.Count > maxGroups)
            {
                EvaluatePairs(double.PositiveInfinity);
            }

            (int A, int B)? best = Cheapest(byGrowth: _groups.Count > maxGroups);
            if (best is not { } pair || (_merges[pair].Cost > _threshold && _groups.Count <= maxGroups))
            {
                break;
            }

            Apply(pair);
        }

        return [.. _groups.Values];
    }

    private (int A, int B)? Cheapest(bool byGrowth)
    {
        (int A, int B)? best = null;
        double lowest = double.PositiveInfinity;
        foreach (((int A, int B) pair, Candidate merge) in _merges)
        {
            double price = byGrowth ? merge.Growth : merge.Cost;
            if (best is not { } chosen || (price, pair).CompareTo((lowest, chosen)) < 0)
            {
                (best, lowest) = (pair, price);
            }
        }

        return best;
    }

    private void Apply((int A, int B) pair)
    {
        Candidate merge = _merges[pair];
        var merged = new HullGroup([.. _groups[pair.A].Pieces, .. _groups[pair.B].Pieces], merge.Hull, merge.Cost);
        _groups.Remove(pair.A);
        _groups.Remove(pair.B);
        foreach ((int A, int B) stale in _merges.Keys.Where(p => p.A == pair.A || p.B == pair.A || p.A == pair.B || p.B == pair.B).ToList())
        {
            _merges.Remove(stale);
        }

        int added = _nextGroup++;
        _groups.Add(added, merged);
        Evaluate([.. _groups.Keys.Where(other => other != added && AreNear(_groups[other], merged, _reach)).Select(other => (other, added))]);
    }

    private void EvaluatePairs(double reach)
    {
        int[] ids = [.. _groups.Keys];
        var pairs = new List<(int A, int B)>();
        for (int i = 0; i < ids.Length; i++)
        {
            for (int j = i + 1; j < ids.Length; j++)
            {
                if (AreNear(_groups[ids[i]], _groups[ids[j]], reach))
                {
                    pairs.Add((ids[i], ids[j]));
                }
            }
        }

        Evaluate(pairs);
    }

    private void Evaluate(List<(int A, int B)> pairs)
    {
        var merges = new Candidate[pairs.Count];
        Parallel.For(0, pairs.Count, _parallel, i =>
        {
            (HullGroup a, HullGroup b) = (_groups[pairs[i].A], _groups[pairs[i].B]);
            ConvexHull hull = new HullBuilder().Build([.. a.Hull.Vertices, .. b.Hull.Vertices]);
            double growth = hull.Volume - a.Hull.Volume - b.Hull.Volume;
            merges[i] = new Candidate(hull, _concavity.Of(hull, [.. a.Pieces, .. b.Pieces], enough: _threshold), growth);
        });
        for (int i = 0; i < merges.Length; i++)
        {
            _merges.Add(pairs[i], merges[i]);
        }
    }

    private static bool AreNear(HullGroup a, HullGroup b, double reach)
    {
        Vector3d gap = Vector3d.Max(a.Bounds.Min - b.Bounds.Max, b.Bounds.Min - a.Bounds.Max);
        return Math.Max(gap.X, Math.Max(gap.Y, gap.Z)) <= reach;
    }

    private readonly record struct Candidate(ConvexHull Hull, double Cost, double Growth);
}

using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Merges groups of pieces, always the pair whose common hull adds least volume: while there are too many, and on as long as a hull
/// less is worth that volume and the common hull stays within the threshold. A common hull is measured against all original pieces
/// inside it, so errors do not add up from one merge to the next.
/// </summary>
internal sealed class HullMerging
{
    // Measured ahead together, so that all threads have work; the result does not depend on it.
    private const int MeasuredTogether = 8;

    private readonly Concavity _concavity;
    private readonly double _threshold;
    private readonly double _worth;
    private readonly double _enough;
    private readonly double _reach;
    private readonly WorkBudget _budget;
    private readonly ParallelOptions _parallel;
    private readonly Dictionary<(int A, int B), Candidate> _merges = [];
    private readonly SortedDictionary<int, HullGroup> _groups = [];
    private int _nextGroup;

    /// <summary>Creates the merging.</summary>
    /// <param name="concavity">The part's measure.</param>
    /// <param name="threshold">The most concavity of a merge that the limit does not force.</param>
    /// <param name="worth">The most volume that such a merge may add.</param>
    /// <param name="enough">Any merge that leaves the hulls together no larger than this may be made.</param>
    /// <param name="reach">Groups farther apart than this are merged only to come down to the limit.</param>
    /// <param name="budget">Counts the work; merging is not stopped by its end.</param>
    /// <param name="parallel">How many threads may work.</param>
    public HullMerging(Concavity concavity, double threshold, double worth, double enough, double reach, WorkBudget budget, ParallelOptions parallel)
    {
        _concavity = concavity;
        _threshold = threshold;
        _worth = worth;
        _enough = enough;
        _reach = reach;
        _budget = budget;
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
        while (_groups.Count > maxGroups)
        {
            if (_merges.Count == 0)
            {
                EvaluatePairs(double.PositiveInfinity);
            }

            Apply(_merges.MinBy(merge => (merge.Value.Growth, merge.Key)).Key);
        }

        while (CheapestWithinThreshold() is { } pair)
        {
            Apply(pair);
        }

        HullGroup[] merged = [.. _groups.Values];
        Parallel.For(0, merged.Length, _parallel, i =>
        {
            HullGroup group = merged[i];
            merged[i] = double.IsNaN(group.Concavity)
                ? group with { Concavity = _concavity.Of(group.Hull, group.Pieces, _threshold) }
                : group;
        });
        return [.. merged];
    }

    private (int A, int B)? CheapestWithinThreshold()
    {
        double mostGrowth = Math.Max(_worth, _enough - _groups.Values.Sum(group => group.Hull.Volume));
        List<KeyValuePair<(int A, int B), Candidate>> cheap =
            [.. _merges.Where(merge => merge.Value.Growth <= mostGrowth && !(merge.Value.Concavity > _threshold))
                .OrderBy(merge => (merge.Value.Growth, merge.Key))];
        for (int first = 0; first < cheap.Count; first += MeasuredTogether)
        {
            int end = Math.Min(first + MeasuredTogether, cheap.Count);
            Parallel.For(first, end, _parallel, i => Measure(cheap[i].Key, cheap[i].Value));
            for (int i = first; i < end; i++)
            {
                if (cheap[i].Value.Concavity <= _threshold)
                {
                    return cheap[i].Key;
                }
            }
        }

        return null;
    }

    private void Measure((int A, int B) pair, Candidate merge)
    {
        if (double.IsNaN(merge.Concavity))
        {
            merge.Concavity = _concavity.Of(HullOf(pair), [.. _groups[pair.A].Pieces, .. _groups[pair.B].Pieces], _threshold);
        }
    }

    private ConvexHull HullOf((int A, int B) pair) =>
        new HullBuilder().Build([.. _groups[pair.A].Hull.Vertices, .. _groups[pair.B].Hull.Vertices]);

    private void Apply((int A, int B) pair)
    {
        Candidate merge = _merges[pair];
        var merged = new HullGroup([.. _groups[pair.A].Pieces, .. _groups[pair.B].Pieces], HullOf(pair), merge.Concavity);
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
        Parallel.For(0, pairs.Count, _parallel, () => new HullBuilder(), (i, _, builder) =>
        {
            (HullGroup a, HullGroup b) = (_groups[pairs[i].A], _groups[pairs[i].B]);
            Vector3d[] points = [.. a.Hull.Vertices, .. b.Hull.Vertices];
            _budget.Spend(points.Length);
            merges[i] = new Candidate(builder.Volume(points, int.MaxValue, []) - a.Hull.Volume - b.Hull.Volume);
            return builder;
        }, _ => { });
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

    private sealed class Candidate(double growth)
    {
        public double Growth { get; } = growth;

        // Measured when it matters; NaN until then.
        public double Concavity { get; set; } = double.NaN;
    }
}

using Kiln.Geometry.Hulls;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Improves a decomposition after the fact, as long as that gains. Cuts move: two groups that meet in one are put together and cut anew
/// where their hulls are smallest, so that a cut chosen before its neighbours existed comes to suit them. And hulls move: two groups that one
/// hull serves nearly as well are merged, and the hull so freed splits the group that gains most by it.
/// </summary>
internal sealed class GroupImprovement
{
    private const int MostRounds = 8;

    // Parts of the solid's volume.
    private const double LeastMoveGain = 2e-5;
    private const double LeastExchangeGain = 2e-4;

    private readonly Concavity _concavity;
    private readonly double _threshold;
    private readonly double _volume;
    private readonly double _longest;
    private readonly double _tolerance;
    private readonly CutDescent _descent;
    private readonly Workspaces _workspaces;
    private readonly ParallelOptions _parallel;
    private readonly SortedDictionary<int, Member> _members = [];
    private readonly HashSet<(int A, int B)> _moved = [];
    private readonly Dictionary<(int A, int B), double> _growths = [];
    private int _next;

    /// <summary>Creates the improvement.</summary>
    /// <param name="concavity">The part's measure.</param>
    /// <param name="threshold">No group's concavity is raised above this.</param>
    /// <param name="volume">The solid's volume.</param>
    /// <param name="longest">The longest side of the part's bounding box.</param>
    /// <param name="tolerance">Vertices this near to a plane count as lying in it.</param>
    /// <param name="workspaces">Sweeps, and the budget, whose end is the improvement's.</param>
    /// <param name="parallel">How many threads may work.</param>
    public GroupImprovement(
        Concavity concavity, double threshold, double volume, double longest, double tolerance, Workspaces workspaces, ParallelOptions parallel)
    {
        _concavity = concavity;
        _threshold = threshold;
        _volume = volume;
        _longest = longest;
        _tolerance = tolerance;
        _descent = new CutDescent(tolerance, workspaces);
        _workspaces = workspaces;
        _parallel = parallel;
    }

    /// <summary>The improved groups.</summary>
    /// <param name="groups">At least one.</param>
    /// <param name="maxGroups">The most groups.</param>
    /// <param name="enough">Beyond this total of hull volumes groups are split as long as there may be more and a split is worth it.</param>
    /// <param name="worth">The volume that a split must take off.</param>
    public List<HullGroup> Improve(IReadOnlyList<HullGroup> groups, int maxGroups, double enough, double worth)
    {
        foreach (HullGroup group in groups)
        {
            Add(Joined(group));
        }

        for (int round = 0; round < MostRounds && !_workspaces.Budget.IsExhausted; round++)
        {
            bool gained = MoveCuts();
            gained |= MoveHulls(maxGroups, enough, worth);
            if (!gained)
            {
                break;
            }
        }

        return [.. _members.Values.Select(member => member.Group)];
    }

    private void Add(HullGroup group) => _members.Add(_next++, new Member(group, CappedVolume.Of(group.Hull.Vertices, new HullBuilder())));

    private void Replace(IEnumerable<int> removed, IEnumerable<HullGroup> added)
    {
        foreach (int id in removed)
        {
            _members.Remove(id);
        }

        foreach (HullGroup group in added)
        {
            Add(group);
        }
    }

    private bool MoveCuts()
    {
        List<(int A, int B)> pairs = Meeting(pair => _moved.Add(pair));
        var moves = new Move?[pairs.Count];
        Parallel.For(0, pairs.Count, _parallel, i => moves[i] = MoveCut(_members[pairs[i].A], _members[pairs[i].B]));
        var changed = new HashSet<int>();
        foreach (int i in Enumerable.Range(0, moves.Length).Where(i => moves[i] is not null).OrderByDescending(i => moves[i]!.Gain).ThenBy(i => i))
        {
            if (!changed.Contains(pairs[i].A) && !changed.Contains(pairs[i].B))
            {
                changed.UnionWith([pairs[i].A, pairs[i].B]);
                Replace([pairs[i].A, pairs[i].B], moves[i]!.Parts);
            }
        }

        return changed.Count > 0;
    }

    private Move? MoveCut(Member a, Member b)
    {
        if (HullContact.Between(a.Group.Hull, b.Group.Hull, _longest) is not { } present)
        {
            return null;
        }

        Solid both = SolidComponents.Join(a.Solid, b.Solid);
        return _descent.From(both, present, LeastMoveGain * _volume) is { } plane
            && Apply(both, plane, a.Volume + b.Volume) is { } cut
            && cut.Gain > LeastMoveGain * _volume
            && Measured(cut, Math.Max(a.Group.Concavity, b.Group.Concavity)) is { } parts ? new Move(parts, cut.Gain) : null;
    }

    private bool MoveHulls(int maxGroups, double enough, double worth)
    {
        FindSplits();
        FindGrowths();
        var changed = new HashSet<int>();
        List<(int A, int B)> merges = [.. _growths.Keys.Where(pair => _members.ContainsKey(pair.A) && _members.ContainsKey(pair.B))
            .OrderBy(pair => _growths[pair]).ThenBy(pair => pair)];
        while (_members.Values.Sum(member => member.Volume) <= enough && Take(merges, changed, except: -1, worth) is { } merge)
        {
            Replace([merge.Pair.A, merge.Pair.B], [merge.Group]);
        }

        foreach (int split in _members.Where(member => member.Value.Split is not null)
            .OrderByDescending(member => member.Value.Split!.Gain).ThenBy(member => member.Key).Select(member => member.Key).ToList())
        {
            if (changed.Contains(split) || Measured(_members[split].Split!, _members[split].Group.Concavity) is not { } parts)
            {
                continue;
            }

            double gain = _members[split].Split!.Gain;
            if (_members.Count < maxGroups && gain > worth && _members.Values.Sum(member => member.Volume) > enough)
            {
                Replace([split], parts);
            }
            else if (Take(merges, changed, split, gain - (LeastExchangeGain * _volume)) is { } merge)
            {
                Replace([split, merge.Pair.A, merge.Pair.B], [.. parts, merge.Group]);
            }
            else
            {
                break;
            }

            changed.Add(split);
        }

        return changed.Count > 0;
    }

    // The cheapest merge of two unchanged groups that costs less than a limit.
    private ((int A, int B) Pair, HullGroup Group)? Take(List<(int A, int B)> merges, HashSet<int> changed, int except, double limit)
    {
        for (int i = 0; i < merges.Count && _growths[merges[i]] < limit; i++)
        {
            (int A, int B) pair = merges[i];
            if (pair.A == except || pair.B == except || changed.Contains(pair.A) || changed.Contains(pair.B))
            {
                continue;
            }

            merges.RemoveAt(i--);
            (Member a, Member b) = (_members[pair.A], _members[pair.B]);
            var piece = new Piece(SolidComponents.Join(a.Solid, b.Solid));
            if (Measured(piece, Math.Max(a.Group.Concavity, b.Group.Concavity)) is { } group)
            {
                changed.UnionWith([pair.A, pair.B]);
                return (pair, group);
            }

            _growths[pair] = double.PositiveInfinity;
        }

        return null;
    }

    private void FindSplits()
    {
        int[] ids = [.. _members.Where(member => !member.Value.IsSplit).Select(member => member.Key)];
        Parallel.For(0, ids.Length, _parallel, i => _members[ids[i]].Split = SplitOf(_members[ids[i]]));
    }

    private Cut? SplitOf(Member member)
    {
        bool isWorth = member.Volume - member.Group.Volume > LeastExchangeGain * _volume;
        return isWorth && _descent.Of(member.Solid) is { } plane ? Apply(member.Solid, plane, member.Volume) : null;
    }

    private void FindGrowths()
    {
        List<(int A, int B)> pairs = Meeting(pair => !_growths.ContainsKey(pair));
        var growths = new double[pairs.Count];
        Parallel.For(0, pairs.Count, _parallel, () => new HullBuilder(), (i, _, builder) =>
        {
            (Member a, Member b) = (_members[pairs[i].A], _members[pairs[i].B]);
            Vector3d[] points = [.. a.Group.Hull.Vertices, .. b.Group.Hull.Vertices];
            _workspaces.Budget.Spend(points.Length);
            growths[i] = CappedVolume.Of(points, builder) - a.Volume - b.Volume;
            return builder;
        }, _ => { });
        for (int i = 0; i < growths.Length; i++)
        {
            _growths.Add(pairs[i], growths[i]);
        }
    }

    private Cut? Apply(Solid solid, CutPlane plane, double present)
    {
        _workspaces.Budget.Spend((solid.Triangles.Length / 3) + (2 * Concavity.Queries));
        (Solid? below, Solid? above) = SolidCut.Apply(solid, plane, _tolerance);
        if (below is null || above is null)
        {
            return null;
        }

        var (lower, upper) = (new Piece(below), new Piece(above));
        var builder = new HullBuilder();
        double gain = present - CappedVolume.Of(lower.Hull.Vertices, builder) - CappedVolume.Of(upper.Hull.Vertices, builder);
        return gain > 0 ? new Cut(lower, upper, gain) : null;
    }

    private HullGroup[]? Measured(Cut cut, double present) =>
        Measured(cut.Lower, present) is { } lower && Measured(cut.Upper, present) is { } upper ? [lower, upper] : null;

    // Null where the concavity would be above the threshold and above what it was.
    private HullGroup? Measured(Piece piece, double present)
    {
        double concavity = _concavity.Of(piece.Hull, [piece], _threshold);
        return concavity <= Math.Max(_threshold, present) ? new HullGroup([piece], piece.Hull, concavity) : null;
    }

    private List<(int A, int B)> Meeting(Predicate<(int A, int B)> wanted)
    {
        var pairs = new List<(int A, int B)>();
        foreach (KeyValuePair<int, Member> a in _members)
        {
            foreach (KeyValuePair<int, Member> b in _members)
            {
                if (a.Key < b.Key && HullContact.Meet(a.Value.Group.Bounds, b.Value.Group.Bounds) && wanted((a.Key, b.Key)))
                {
                    pairs.Add((a.Key, b.Key));
                }
            }
        }

        return pairs;
    }

    private static HullGroup Joined(HullGroup group) => group.Pieces.Count == 1 ? group
        : group with { Pieces = [new Piece(group.Pieces.Select(piece => piece.Solid).Aggregate(SolidComponents.Join), group.Hull)] };

    private sealed record Move(HullGroup[] Parts, double Gain);

    private sealed record Cut(Piece Lower, Piece Upper, double Gain);

    private sealed class Member(HullGroup group, double volume)
    {
        private Cut? _split;

        public HullGroup Group { get; } = group;

        public Solid Solid => Group.Pieces[0].Solid;

        // What the hull will hold with its number of vertices reduced.
        public double Volume { get; } = volume;

        public bool IsSplit { get; private set; }

        public Cut? Split
        {
            get => _split;
            set => (_split, IsSplit) = (value, true);
        }
    }
}

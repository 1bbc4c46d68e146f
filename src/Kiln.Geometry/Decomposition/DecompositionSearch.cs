namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Tries the ways to decompose a part that are worth it and keeps the best: cuts along the sides at concave edges, which suit parts
/// drawn from planes, and cuts anywhere, each stopped at the limit on hulls, and gone on beyond it and merged back; and for thin walls
/// the cells of a Voronoi diagram.
/// </summary>
internal sealed class DecompositionSearch
{
    private const double PlaneTolerance = 1e-9;
    private const double LeastPieceVolume = 1e-7;
    private const int CrowdLimit = 128;

    // Times the threshold: the part of the solid's volume that a hull less is worth.
    private const double HullWorth = 0.02;

    // Times the threshold: once the hulls together exceed the solid by no more than this part of its volume, fewer hulls are better than
    // closer ones.
    private const double EnoughExcess = 0.5;

    // Hulls that together exceed the solid by no more than this leave nothing for another way to gain.
    private const double NegligibleExcess = 1e-3;

    private readonly IReadOnlyList<Solid> _solids;
    private readonly double _volume;
    private readonly double _longest;
    private readonly double _hullWorth;
    private readonly double _enoughExcess;
    private readonly DecompositionOptions _options;
    private readonly Concavity _concavity;
    private readonly ParallelOptions _parallel;
    private readonly CancellationToken _timeLimit;

    /// <summary>Creates the search.</summary>
    /// <param name="solids">At least one.</param>
    /// <param name="longest">The longest side of the part's bounding box.</param>
    /// <param name="options">Threshold and limits.</param>
    /// <param name="parallel">How many threads may work, and when to give up.</param>
    /// <param name="timeLimit">When to stop with what there is.</param>
    public DecompositionSearch(
        IReadOnlyList<Solid> solids, double longest, DecompositionOptions options, ParallelOptions parallel, CancellationToken timeLimit)
    {
        _solids = solids;
        _volume = solids.Sum(solid => solid.Volume);
        _longest = longest;
        _options = options;
        _hullWorth = HullWorth * options.Threshold;
        _enoughExcess = EnoughExcess * options.Threshold;
        _concavity = new Concavity(longest);
        _parallel = parallel;
        _timeLimit = timeLimit;
    }

    /// <summary>True when the time limit kept <see cref="Best"/> from finishing.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>The groups of the best way, at most as many as the options allow.</summary>
    public List<HullGroup> Best()
    {
        PieceSplitting anywhere = Splitting(alongSides: false);
        Piece[] whole = anywhere.MakeAll(_solids);
        List<HullGroup>? best = null;
        if (Array.Exists(whole, piece => piece.Concavity > _options.Threshold && ConcaveEdges.Sides(piece.Solid).Count > 0))
        {
            best = Try(Splitting(alongSides: true), whole, best);
            if (best.Count > 1 && Excess(best) <= NegligibleExcess && best.Max(group => group.Concavity) <= _options.Threshold)
            {
                return best;
            }
        }

        best = Try(anywhere, whole, best);
        return Excess(best) > _enoughExcess && !TimedOut && _solids.All(solid => VoronoiSplitting.Suits(solid, _longest))
            ? Better(best, Merged(Cells(anywhere))) : best;
    }

    private List<Piece> Cells(PieceSplitting measure)
    {
        var voronoi = new VoronoiSplitting(PlaneTolerance * _longest, LeastPieceVolume * _volume, _parallel);
        var pieces = new List<Piece>();
        foreach (Solid solid in _solids)
        {
            int cells = Math.Max(1, (int)Math.Round(_options.MaxHulls * solid.Volume / _volume));
            pieces.AddRange(voronoi.Split(solid, cells, measure.MakeAll));
        }

        return pieces;
    }

    private PieceSplitting Splitting(bool alongSides) => new(
        new CutSearch(PlaneTolerance * _longest, LeastPieceVolume * _volume, alongSides, _parallel),
        _concavity, _options.Threshold, _enoughExcess / 2 * _volume, _parallel, _timeLimit);

    private List<HullGroup> Try(PieceSplitting splitting, Piece[] whole, List<HullGroup>? best)
    {
        List<Piece> few = splitting.Split(whole, Math.Max(whole.Length, _options.MaxHulls), lookAhead: true);
        best = Better(best, Merged(few));
        List<Piece> many = splitting.Split(few, whole.Length + (2 * _options.MaxHulls) + 8, lookAhead: false);
        TimedOut |= splitting.TimedOut;
        return many.Count == few.Count ? best : Better(best, Merged(many));
    }

    private List<HullGroup> Merged(List<Piece> pieces)
    {
        List<HullGroup> groups = pieces.ConvertAll(piece => new HullGroup([piece], piece.Hull, piece.Concavity));
        groups = CrowdReduction.Reduce(groups, CrowdLimit + (2 * _options.MaxHulls), _concavity, _parallel);
        double reach = _options.Threshold * _longest / 2;
        var merging = new HullMerging(
            _concavity, _options.Threshold, _hullWorth * _volume, (1 + _enoughExcess) * _volume, reach, _parallel);
        return merging.Merge(groups, _options.MaxHulls);
    }

    private List<HullGroup> Better(List<HullGroup>? known, List<HullGroup> other) =>
        known is not null && Price(known) <= Price(other) ? known : other;

    private double Price(List<HullGroup> groups) => Math.Max(_enoughExcess, Excess(groups)) + (_hullWorth * groups.Count);

    private double Excess(List<HullGroup> groups) => (groups.Sum(group => group.Hull.Volume) / _volume) - 1;
}

namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Tries the ways to decompose a part that are worth it and keeps the best: cuts along the sides at concave edges, which suit parts
/// drawn from planes; cuts anywhere with a look-ahead, as many as there may be hulls; three times as many without, merged back, which suits
/// organic shapes; and for thin walls the cells of a Voronoi diagram. The best is then improved cut by cut.
/// </summary>
internal sealed class DecompositionSearch
{
    private const double PlaneTolerance = 1e-9;
    private const double LeastPieceVolume = 1e-7;
    private const int CrowdLimit = 128;

    // Cutting into this many times the hulls allowed and merging back finds what cutting alone does not.
    private const int PiecesPerHull = 3;

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
    private readonly WorkBudget _budget;
    private readonly Workspaces _workspaces;

    /// <summary>Creates the search.</summary>
    /// <param name="solids">At least one.</param>
    /// <param name="longest">The longest side of the part's bounding box.</param>
    /// <param name="options">Threshold and limits.</param>
    /// <param name="parallel">How many threads may work, and when to give up.</param>
    /// <param name="budget">When to stop with what there is.</param>
    public DecompositionSearch(
        IReadOnlyList<Solid> solids, double longest, DecompositionOptions options, ParallelOptions parallel, WorkBudget budget)
    {
        _solids = solids;
        _volume = solids.Sum(solid => solid.Volume);
        _longest = longest;
        _options = options;
        _hullWorth = HullWorth * options.Threshold;
        _enoughExcess = EnoughExcess * options.Threshold;
        _concavity = new Concavity(longest);
        _parallel = parallel;
        _budget = budget;
        _workspaces = new Workspaces(budget);
    }

    /// <summary>True when the budget kept <see cref="Best"/> from finishing.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>The groups of the best way, at most as many as the options allow.</summary>
    public List<HullGroup> Best()
    {
        PieceSplitting anywhere = Splitting(alongSides: false);
        Piece[] whole = anywhere.MakeAll(_solids);
        List<HullGroup>? best = null;
        if (Array.Exists(whole, piece => piece.Concavity > _options.Threshold && ConcaveEdges.Sides(piece.Solid).Count > 0))
        {
            best = Few(Splitting(alongSides: true), whole);
            if (best.Count > 1 && Excess(best) <= NegligibleExcess && best.Max(group => group.Concavity) <= _options.Threshold)
            {
                return best;
            }
        }

        best = Better(best, Few(anywhere, whole));
        if (Excess(best) > _enoughExcess && !TimedOut)
        {
            best = Better(best, Merged(anywhere.Split(whole, whole.Length + (PiecesPerHull * _options.MaxHulls), lookAhead: false)));
            if (_solids.All(solid => VoronoiSplitting.Suits(solid, _longest)))
            {
                best = Better(best, Merged(Cells(anywhere)));
            }
        }

        if (Excess(best) <= NegligibleExcess)
        {
            return best;
        }

        var improvement = new GroupImprovement(
            _concavity, _options.Threshold, _volume, _longest, PlaneTolerance * _longest, _workspaces, _parallel);
        return improvement.Improve(best, _options.MaxHulls, (1 + _enoughExcess) * _volume, _hullWorth * _volume);
    }

    private List<Piece> Cells(PieceSplitting measure)
    {
        var voronoi = new VoronoiSplitting(PlaneTolerance * _longest, LeastPieceVolume * _volume, _budget, _parallel);
        var pieces = new List<Piece>();
        foreach (Solid solid in _solids)
        {
            int cells = Math.Max(1, (int)Math.Round(_options.MaxHulls * solid.Volume / _volume));
            pieces.AddRange(voronoi.Split(solid, cells, measure.MakeAll));
        }

        return pieces;
    }

    private PieceSplitting Splitting(bool alongSides) => new(
        new CutSearch(PlaneTolerance * _longest, LeastPieceVolume * _volume, alongSides, _workspaces, _parallel),
        _concavity, _options.Threshold, _enoughExcess / 2 * _volume, _parallel, _budget);

    private List<HullGroup> Few(PieceSplitting splitting, Piece[] whole)
    {
        List<Piece> pieces = splitting.Split(whole, Math.Max(whole.Length, _options.MaxHulls), lookAhead: true);
        TimedOut |= splitting.TimedOut;
        return Merged(pieces);
    }

    private List<HullGroup> Merged(List<Piece> pieces)
    {
        List<HullGroup> groups = pieces.ConvertAll(piece => new HullGroup([piece], piece.Hull, piece.Concavity));
        groups = CrowdReduction.Reduce(groups, CrowdLimit + (2 * _options.MaxHulls), _concavity, _parallel);
        double reach = _options.Threshold * _longest / 2;
        var merging = new HullMerging(
            _concavity, _options.Threshold, _hullWorth * _volume, (1 + _enoughExcess) * _volume, reach, _budget, _parallel);
        return merging.Merge(groups, _options.MaxHulls);
    }

    private List<HullGroup> Better(List<HullGroup>? known, List<HullGroup> other) =>
        known is not null && Price(known) <= Price(other) ? known : other;

    private double Price(List<HullGroup> groups) => Math.Max(_enoughExcess, Excess(groups)) + (_hullWorth * groups.Count);

    private double Excess(List<HullGroup> groups) => (groups.Sum(group => group.Hull.Volume) / _volume) - 1;
}

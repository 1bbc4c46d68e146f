namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Tries the ways to decompose a part that are worth it and keeps the best: cuts along the sides at concave edges, which suit parts
/// drawn from planes; cuts anywhere with a look-ahead, as many as there may be hulls; several times as many without, merged back, which suits
/// organic shapes; and for thin walls the cells of a Voronoi diagram. The best is then improved cut by cut, and where it stays far from
/// the solid, the next best too.
/// </summary>
internal sealed class DecompositionSearch
{
    private const double PlaneTolerance = 1e-9;
    private const double LeastPieceVolume = 1e-7;
    private const int CrowdLimit = 128;

    // Cutting into so many times the hulls allowed and merging back finds what cutting alone does not.
    private const int PiecesPerHull = 3;

    // Shapes with many arms and thin walls stay far from enough. For these finer cutting is tried too, and more than one way is improved,
    // as long as these parts of the budget are left.
    private const double FarFromEnough = 4;
    private const int FinePiecesPerHull = 6;
    private const double BudgetForFiner = 0.6;
    private const double BudgetForOthers = 0.35;

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
        var ways = new List<List<HullGroup>>();
        if (Array.Exists(whole, piece => piece.Concavity > _options.Threshold && ConcaveEdges.Sides(piece.Solid).Count > 0))
        {
            List<HullGroup> alongSides = Few(Splitting(alongSides: true), whole);
            if (alongSides.Count > 1 && Excess(alongSides) <= NegligibleExcess && alongSides.Max(group => group.Concavity) <= _options.Threshold)
            {
                return alongSides;
            }

            ways.Add(alongSides);
        }

        ways.Add(Few(anywhere, whole));
        if (ways.TrueForAll(way => Excess(way) > _enoughExcess) && !TimedOut)
        {
            ways.Add(MergedBack(anywhere, whole, PiecesPerHull));
            if (_solids.All(solid => VoronoiSplitting.Suits(solid, _longest)))
            {
                ways.Add(Merged(Cells(anywhere)));
            }

            if (ways.TrueForAll(IsFar) && HasLeft(BudgetForFiner))
            {
                ways.Add(MergedBack(anywhere, whole, FinePiecesPerHull));
            }
        }

        return Improved([.. ways.OrderBy(Price)]);
    }

    private List<HullGroup> Improved(List<HullGroup>[] ways)
    {
        List<HullGroup>? best = null;
        foreach (List<HullGroup> way in ways)
        {
            if (best is not null && !(IsFar(best) && HasLeft(BudgetForOthers)))
            {
                break;
            }

            if (Excess(way) <= NegligibleExcess)
            {
                return way;
            }

            var improvement = new GroupImprovement(
                _concavity, _options.Threshold, _volume, _longest, PlaneTolerance * _longest, _workspaces, _parallel);
            best = Better(best, improvement.Improve(way, _options.MaxHulls, (1 + _enoughExcess) * _volume, _hullWorth * _volume));
        }

        return best!;
    }

    private bool IsFar(List<HullGroup> groups) => Excess(groups) > FarFromEnough * _enoughExcess;

    private bool HasLeft(double share) => _budget.Spent < (1 - share) * _options.WorkLimit;

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

    private List<HullGroup> MergedBack(PieceSplitting splitting, Piece[] whole, int piecesPerHull) =>
        Merged(splitting.Split(whole, whole.Length + (piecesPerHull * _options.MaxHulls), lookAhead: false));

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

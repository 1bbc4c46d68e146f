namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Cuts the pieces whose hulls add most, a round of them at a time, until all are convex enough and add little, or there are enough.
/// </summary>
internal sealed class PieceSplitting
{
    private const double WorstShare = 0.5;

    private readonly CutSearch _search;
    private readonly Concavity _concavity;
    private readonly double _threshold;
    private readonly double _negligible;
    private readonly ParallelOptions _parallel;
    private readonly WorkBudget _budget;

    /// <summary>Creates the splitting.</summary>
    /// <param name="search">Chooses the cuts.</param>
    /// <param name="concavity">The part's measure.</param>
    /// <param name="threshold">Pieces above this concavity are cut first.</param>
    /// <param name="negligible">Below the threshold pieces are cut as long as their hulls together add more volume than this.</param>
    /// <param name="parallel">How many threads may work, and when to give up.</param>
    /// <param name="budget">When to stop with what there is.</param>
    public PieceSplitting(
        CutSearch search, Concavity concavity, double threshold, double negligible, ParallelOptions parallel, WorkBudget budget)
    {
        _negligible = negligible;
        _search = search;
        _concavity = concavity;
        _threshold = threshold;
        _parallel = parallel;
        _budget = budget;
    }

    /// <summary>True when the budget ended a call of <see cref="Split"/>.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>The pieces, in an order that does not depend on the number of threads.</summary>
    /// <param name="start">What to split.</param>
    /// <param name="maxPieces">No cut is made once there are this many; the last round may overshoot by its cuts' extra parts.</param>
    /// <param name="lookAhead">Whether cuts are judged by what one more could leave.</param>
    public List<Piece> Split(IReadOnlyList<Piece> start, int maxPieces, bool lookAhead)
    {
        List<Piece> pieces = [.. start];
        while (!_budget.IsExhausted)
        {
            List<int> worst = PickWorst(pieces, maxPieces - pieces.Count);
            if (worst.Count == 0)
            {
                break;
            }

            var results = new Piece[worst.Count][];
            Parallel.For(0, worst.Count, _parallel, i => results[i] = SplitOne(pieces[worst[i]], lookAhead));
            for (int i = 0; i < worst.Count; i++)
            {
                pieces[worst[i]] = results[i][0];
                pieces.AddRange(results[i].AsSpan(1));
            }
        }

        TimedOut |= _budget.IsExhausted && PickWorst(pieces, maxPieces - pieces.Count).Count > 0;
        return pieces;
    }

    // Pieces above the threshold come first, and of these the ones that are worst by far: what a cut of one leaves may be worse than
    // what the next has now.
    private List<int> PickWorst(List<Piece> pieces, int budget)
    {
        List<int> worst = Open(pieces, piece => piece.Concavity > _threshold);
        if (worst.Count == 0 && pieces.Sum(piece => piece.Excess) > _negligible)
        {
            worst = Open(pieces, piece => piece.Excess > 0);
        }

        double most = worst.Count == 0 ? 0 : worst.Max(i => pieces[i].Excess);
        return [.. worst.Where(i => pieces[i].Excess >= WorstShare * most)
            .OrderByDescending(i => pieces[i].Excess).ThenBy(i => i).Take(Math.Max(0, budget)).Order()];
    }

    private static List<int> Open(List<Piece> pieces, Func<Piece, bool> isOpen) =>
        [.. Enumerable.Range(0, pieces.Count).Where(i => !pieces[i].IsFinal && isOpen(pieces[i]))];

    private Piece[] SplitOne(Piece piece, bool lookAhead)
    {
        List<Solid> parts = _search.Split(piece.Solid, lookAhead);
        if (parts.Count < 2)
        {
            piece.IsFinal = true;
            return [piece];
        }

        return MakeAll(parts);
    }

    /// <summary>A piece of each solid, measured.</summary>
    public Piece[] MakeAll(IReadOnlyList<Solid> solids)
    {
        var pieces = new Piece[solids.Count];
        _budget.Spend(solids.Count * Concavity.Queries);
        Parallel.For(0, solids.Count, _parallel, i =>
        {
            pieces[i] = new Piece(solids[i]);
            pieces[i].Concavity = _concavity.Of(pieces[i].Hull, [pieces[i]], enough: _threshold);
        });
        return pieces;
    }
}

namespace Kiln.Geometry.Decomposition;

/// <summary>Cuts the most concave pieces, a round of them at a time, until all are convex enough or there are enough pieces.</summary>
internal sealed class PieceSplitting
{
    private readonly CutSearch _search;
    private readonly Concavity _concavity;
    private readonly double _threshold;
    private readonly ParallelOptions _parallel;
    private readonly CancellationToken _timeLimit;

    /// <summary>Creates the splitting.</summary>
    /// <param name="search">Chooses the cuts.</param>
    /// <param name="concavity">The part's measure.</param>
    /// <param name="threshold">Pieces up to this concavity stay whole.</param>
    /// <param name="parallel">How many threads may work, and when to give up.</param>
    /// <param name="timeLimit">When to stop with what there is.</param>
    public PieceSplitting(
        CutSearch search, Concavity concavity, double threshold, ParallelOptions parallel, CancellationToken timeLimit)
    {
        _search = search;
        _concavity = concavity;
        _threshold = threshold;
        _parallel = parallel;
        _timeLimit = timeLimit;
    }

    /// <summary>True when the time limit stopped a call of <see cref="Split"/>.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>The pieces, in an order that does not depend on the number of threads.</summary>
    /// <param name="start">What to split.</param>
    /// <param name="maxPieces">No cut is made once there are this many; the last round may overshoot by its cuts' extra parts.</param>
    public List<Piece> Split(IReadOnlyList<Piece> start, int maxPieces)
    {
        List<Piece> pieces = [.. start];
        while (!_timeLimit.IsCancellationRequested)
        {
            List<int> worst = PickWorst(pieces, maxPieces - pieces.Count);
            if (worst.Count == 0)
            {
                break;
            }

            var results = new Piece[worst.Count][];
            Parallel.For(0, worst.Count, _parallel, i => results[i] = SplitOne(pieces[worst[i]]));
            for (int i = 0; i < worst.Count; i++)
            {
                pieces[worst[i]] = results[i][0];
                pieces.AddRange(results[i].AsSpan(1));
            }
        }

        TimedOut |= _timeLimit.IsCancellationRequested && PickWorst(pieces, maxPieces - pieces.Count).Count > 0;
        return pieces;
    }

    private List<int> PickWorst(List<Piece> pieces, int budget)
    {
        List<int> worst = [];
        for (int i = 0; i < pieces.Count; i++)
        {
            if (!pieces[i].IsFinal && pieces[i].Concavity > _threshold)
            {
                worst.Add(i);
            }
        }

        if (worst.Count > budget)
        {
            worst.Sort((a, b) => pieces[b].Concavity != pieces[a].Concavity
                ? pieces[b].Concavity.CompareTo(pieces[a].Concavity)
                : a.CompareTo(b));
            worst.RemoveRange(Math.Max(0, budget), worst.Count - Math.Max(0, budget));
            worst.Sort();
        }

        return worst;
    }

    private Piece[] SplitOne(Piece piece)
    {
        List<Solid> parts = _timeLimit.IsCancellationRequested ? [] : _search.Split(piece.Solid);
        if (parts.Count < 2)
        {
            piece.IsFinal = !_timeLimit.IsCancellationRequested;
            return [piece];
        }

        return MakeAll(parts);
    }

    /// <summary>A piece of each solid, measured.</summary>
    public Piece[] MakeAll(IReadOnlyList<Solid> solids)
    {
        var pieces = new Piece[solids.Count];
        Parallel.For(0, solids.Count, _parallel, i =>
        {
            pieces[i] = new Piece(solids[i]);
            pieces[i].Concavity = _concavity.Of(pieces[i].Hull, [pieces[i]], enough: _threshold);
        });
        return pieces;
    }
}

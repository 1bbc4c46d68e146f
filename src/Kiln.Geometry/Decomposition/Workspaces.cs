using System.Collections.Concurrent;

namespace Kiln.Geometry.Decomposition;

/// <summary>What all steps of one search share: sweeps, lent to a thread and taken back for the next, and the budget.</summary>
internal sealed class Workspaces(WorkBudget budget)
{
    private readonly ConcurrentBag<CutSweep> _free = [];

    /// <summary>What the search may still spend.</summary>
    public WorkBudget Budget => budget;

    /// <summary>A sweep that no other thread uses.</summary>
    public CutSweep Rent() => _free.TryTake(out CutSweep? sweep) ? sweep : new CutSweep(budget);

    /// <summary>Takes a sweep back.</summary>
    public void Return(CutSweep sweep) => _free.Add(sweep);
}

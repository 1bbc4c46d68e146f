namespace Kiln.Geometry.Decomposition;

/// <summary>
/// Bounds the work of a decomposition by a count instead of a clock, so that the result does not depend on the machine or its load. Any number
/// of threads may spend; whether the budget is exhausted may only be asked where all work begun has ended, so that the answer is the same
/// whatever the order in which threads spent.
/// </summary>
internal sealed class WorkBudget(long limit)
{
    private long _spent;

    /// <summary>What has been spent so far.</summary>
    public long Spent => Interlocked.Read(ref _spent);

    /// <summary>True once as much as the limit has been spent.</summary>
    public bool IsExhausted => Spent >= limit;

    /// <summary>Counts work done; a unit is a point or triangle looked at.</summary>
    public void Spend(long units) => Interlocked.Add(ref _spent, units);
}

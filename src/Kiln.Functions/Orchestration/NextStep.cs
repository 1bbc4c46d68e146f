namespace Kiln.Functions.Orchestration;

/// <summary>What the job document asks of its orchestration at one moment.</summary>
/// <param name="Action">What to do.</param>
/// <param name="StageId">The stage to run, or null.</param>
/// <param name="TaskIds">Its ready tasks, or null.</param>
/// <param name="WakeAt">When to look again even if nobody wakes it (a back-off, another holder's lease), or null.</param>
/// <param name="Deadline">When the job times out, or null.</param>
public sealed record NextStep(
    NextAction Action,
    string? StageId = null,
    string[]? TaskIds = null,
    DateTime? WakeAt = null,
    DateTime? Deadline = null)
{
    /// <summary>Of a stage: whether its work only waits, so that it needs no slot.</summary>
    public bool Waits { get; init; }

    /// <summary>At the end: whether the ledger has nothing left to learn of the job.</summary>
    public bool Settled { get; init; }
}

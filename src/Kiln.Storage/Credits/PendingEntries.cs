namespace Kiln.Storage.Credits;

/// <summary>
/// Entries that wait to be made together, all or none, and the caller that waits for what became of them. They were made before when
/// the first of them is in place.
/// </summary>
internal sealed class PendingEntries(IReadOnlyList<PendingEntry> entries)
{
    private readonly TaskCompletionSource<ReserveOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<PendingEntry> Entries { get; } = entries;

    public Task<ReserveOutcome> Completion => _completion.Task;

    /// <summary>What became of them in the present try; stands once the account is written.</summary>
    public ReserveOutcome Outcome { get; set; }

    /// <summary>Why they contradict the ledger in the present try; null when they do not.</summary>
    public LedgerConflictException? Conflict { get; set; }

    public void Complete()
    {
        if (Conflict is not null)
        {
            _completion.SetException(Conflict);
        }
        else
        {
            _completion.SetResult(Outcome);
        }
    }

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}

namespace Kiln.Storage.Credits;

/// <summary>An entry that waits to be made, and the caller that waits for what became of it.</summary>
internal sealed class PendingEntry(LedgerEntryKind kind, long amount, string sourceId, int reservation, string? note)
{
    private readonly TaskCompletionSource<ReserveOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The places of the ledger that decide on it.</summary>
    public IEnumerable<string> Places
    {
        get
        {
            LedgerEntry entry = At(default);
            return kind is LedgerEntryKind.Grant
                ? [entry.Place]
                : [(entry with { Kind = LedgerEntryKind.Reserve }).Place, (entry with { Kind = LedgerEntryKind.Refund }).Place];
        }
    }

    public Task<ReserveOutcome> Completion => _completion.Task;

    /// <summary>What became of it in the present try; stands once the account is written.</summary>
    public ReserveOutcome Outcome { get; set; }

    /// <summary>Why it contradicts the ledger in the present try; null when it does not.</summary>
    public LedgerConflictException? Conflict { get; set; }

    /// <summary>The entry to be made; a settlement takes its amount from the reservation.</summary>
    public LedgerEntry At(DateTimeOffset time, long? reserved = null) =>
        new(StoredJson.CurrentVersion, kind, reserved ?? amount, sourceId, reservation, time, note);

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

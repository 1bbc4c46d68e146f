namespace Kiln.Storage.Credits;

/// <summary>An account while entries are added to it, before it is written.</summary>
/// <param name="account">The account, with no entries of its own.</param>
/// <param name="placed">The entries in place that matter here, by their place.</param>
internal sealed class LedgerDraft(AccountDocument account, Dictionary<string, LedgerEntry> placed)
{
    public AccountDocument Account { get; private set; } = account;

    /// <summary>Adds what an entry asks for, unless the ledger holds it, and notes what became of it.</summary>
    public void Decide(PendingEntry pending, DateTimeOffset now)
    {
        LedgerEntry entry = pending.At(now);
        LedgerEntry? present = Find(entry);
        pending.Conflict = null;
        pending.Outcome = ReserveOutcome.Reserved;
        switch (entry.Kind)
        {
            case LedgerEntryKind.Grant when present is null:
                TryAdd(entry);
                break;
            case LedgerEntryKind.Reserve when present is null:
                pending.Outcome = TryAdd(entry) ? ReserveOutcome.Reserved : ReserveOutcome.InsufficientCredits;
                break;
            case LedgerEntryKind.Reserve when Find(entry with { Kind = LedgerEntryKind.Refund }) is not null:
                pending.Outcome = ReserveOutcome.Settled;
                break;
            case LedgerEntryKind.Charge or LedgerEntryKind.Refund when present is null:
                Settle(pending, entry);
                break;
            case LedgerEntryKind.Charge or LedgerEntryKind.Refund when present!.Kind != entry.Kind:
                pending.Conflict = new LedgerConflictException(
                    $"Reservation {entry.Reservation} of job {entry.SourceId} was settled by a {present.Kind}; a {entry.Kind} contradicts it.");
                break;
        }
    }

    private void Settle(PendingEntry pending, LedgerEntry entry)
    {
        if (Find(entry with { Kind = LedgerEntryKind.Reserve }) is { } reserve)
        {
            TryAdd(pending.At(entry.Time, reserve.Amount));
        }
        else
        {
            pending.Conflict = new LedgerConflictException(
                $"Reservation {entry.Reservation} of job {entry.SourceId} cannot be settled: it was never made.");
        }
    }

    private LedgerEntry? Find(LedgerEntry like) => placed.GetValueOrDefault(like.Place);

    private bool TryAdd(LedgerEntry entry)
    {
        if (Account.With(entry) is not { } changed)
        {
            return false;
        }

        Account = changed with { LastEntries = Account.LastEntries.Add(entry) };
        placed.Add(entry.Place, entry);
        return true;
    }
}

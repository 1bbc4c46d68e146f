namespace Kiln.Storage.Credits;

/// <summary>An account while entries are added to it, before it is written.</summary>
/// <param name="account">The account, with no entries of its own.</param>
/// <param name="placed">The entries in place that matter here, by their place.</param>
internal sealed class LedgerDraft(AccountDocument account, Dictionary<string, LedgerEntry> placed)
{
    public AccountDocument Account { get; private set; } = account;

    /// <summary>Adds the entries that are asked for, all or none, unless the ledger holds them, and notes what became of them.</summary>
    public void Decide(PendingEntries pending, DateTimeOffset now)
    {
        pending.Conflict = null;
        pending.Outcome = ReserveOutcome.Reserved;
        LedgerEntry first = pending.Entries[0].At(now);
        if (Find(first) is { } present)
        {
            Compare(pending, first, present);
            return;
        }

        AccountDocument before = Account;
        if (!pending.Entries.All(entry => TryAdd(pending, entry, now)))
        {
            foreach (LedgerEntry added in Account.LastEntries.Skip(before.LastEntries.Length))
            {
                placed.Remove(added.Place);
            }

            Account = before;
        }
    }

    /// <summary>
    /// What is asked for once more. A reservation that was settled since cannot be had again; and when only the first of several
    /// entries is in place, it was made by itself, so that the others cannot follow.
    /// </summary>
    private void Compare(PendingEntries pending, LedgerEntry first, LedgerEntry present)
    {
        if (present.Kind != first.Kind)
        {
            pending.Conflict = new LedgerConflictException(
                $"Reservation {first.Reservation} of job {first.SourceId} was settled by a {present.Kind}; a {first.Kind} contradicts it.");
            return;
        }

        bool isSettled = first.Kind == LedgerEntryKind.Reserve && Find(first with { Kind = LedgerEntryKind.Refund }) is not null;
        if (isSettled || pending.Entries.Any(entry => Find(entry.At(default)) is null))
        {
            pending.Outcome = ReserveOutcome.Settled;
        }
    }

    private bool TryAdd(PendingEntries pending, PendingEntry entry, DateTimeOffset now)
    {
        LedgerEntry added = entry.At(now);
        if (entry.Kind is LedgerEntryKind.Charge or LedgerEntryKind.Refund)
        {
            if (Find(added with { Kind = LedgerEntryKind.Reserve }) is not { } reserve)
            {
                pending.Conflict = new LedgerConflictException(
                    $"Reservation {added.Reservation} of job {added.SourceId} cannot be settled: it was never made.");
                return false;
            }

            added = entry.At(now, reserve.Amount);
        }

        if (Account.With(added) is not { } changed)
        {
            pending.Outcome = ReserveOutcome.InsufficientCredits;
            return false;
        }

        Account = changed with { LastEntries = Account.LastEntries.Add(added) };
        placed.Add(added.Place, added);
        return true;
    }

    private LedgerEntry? Find(LedgerEntry like) => placed.GetValueOrDefault(like.Place);
}

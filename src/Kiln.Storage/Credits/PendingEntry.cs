namespace Kiln.Storage.Credits;

/// <summary>An entry that is asked for.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Amount">Credits; a settlement takes them from the reservation.</param>
/// <param name="SourceId">The job or batch, or the grant's own identifier.</param>
/// <param name="Reservation">Which reservation of the source, from 1; 0 for a grant.</param>
/// <param name="Note">For people; null for none.</param>
internal sealed record PendingEntry(LedgerEntryKind Kind, long Amount, string SourceId, int Reservation, string? Note)
{
    /// <summary>The places of the ledger that decide on it.</summary>
    public IEnumerable<string> Places
    {
        get
        {
            LedgerEntry entry = At(default);
            return Kind is LedgerEntryKind.Grant
                ? [entry.Place]
                : [(entry with { Kind = LedgerEntryKind.Reserve }).Place, (entry with { Kind = LedgerEntryKind.Refund }).Place];
        }
    }

    /// <summary>The entry to be made; a settlement takes its amount from the reservation.</summary>
    public LedgerEntry At(DateTimeOffset time, long? reserved = null) =>
        new(StoredJson.CurrentVersion, Kind, reserved ?? Amount, SourceId, Reservation, time, Note);
}

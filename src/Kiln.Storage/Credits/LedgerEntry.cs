namespace Kiln.Storage.Credits;

/// <summary>One entry of an organisation's ledger. Entries are added, never changed.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Amount">Credits, not negative.</param>
/// <param name="SourceId">The job, or the grant's own identifier (UUID version 7).</param>
/// <param name="Reservation">Which reservation of the job, from 1; 0 for a grant.</param>
/// <param name="Time">When.</param>
/// <param name="Note">For people; null for none.</param>
public sealed record LedgerEntry(
    int SchemaVersion, LedgerEntryKind Kind, long Amount, string SourceId, int Reservation, DateTimeOffset Time, string? Note = null)
    : IVersionedDocument
{
    internal const string OpenMark = "open";

    /// <summary>
    /// The entry's place in its ledger, which follows from what it is about: so the same thing is never entered twice, and a charge and
    /// a refund of one reservation have one place between them.
    /// </summary>
    internal string Place => Kind switch
    {
        LedgerEntryKind.Grant => $"{TimeOrderedKey.Of(SourceId)}/grant",
        LedgerEntryKind.Reserve => $"{TimeOrderedKey.Of(SourceId)}/{Reservation:d4}-reserve",
        _ => $"{TimeOrderedKey.Of(SourceId)}/{Reservation:d4}-settle",
    };
}

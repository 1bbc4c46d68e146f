using System.Collections.Immutable;

namespace Kiln.Storage.Credits;

/// <summary>
/// An account as it is stored: the sums, and the entries of the last write. The entries' own documents follow that write; who finds
/// some missing after a crash writes them before anything else.
/// </summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="Granted">All that came in.</param>
/// <param name="Charged">All that was paid.</param>
/// <param name="Reserved">What is held.</param>
/// <param name="LastEntries">What the last write added to the ledger.</param>
internal sealed record AccountDocument(
    int SchemaVersion, long Granted, long Charged, long Reserved, ImmutableArray<LedgerEntry> LastEntries) : IVersionedDocument
{
    public static readonly AccountDocument Empty = new(StoredJson.CurrentVersion, 0, 0, 0, []);

    /// <summary>The account after an entry; null when there are too few credits for it.</summary>
    public AccountDocument? With(LedgerEntry entry) => entry.Kind switch
    {
        LedgerEntryKind.Grant => this with { Granted = Granted + entry.Amount },
        LedgerEntryKind.Reserve => Granted - Charged - Reserved < entry.Amount ? null : this with { Reserved = Reserved + entry.Amount },
        LedgerEntryKind.Charge => this with { Reserved = Reserved - entry.Amount, Charged = Charged + entry.Amount },
        LedgerEntryKind.Refund => this with { Reserved = Reserved - entry.Amount },
        _ => throw new InvalidDataException($"There is no ledger entry kind {entry.Kind}."),
    };
}

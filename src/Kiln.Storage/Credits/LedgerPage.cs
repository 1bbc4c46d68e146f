namespace Kiln.Storage.Credits;

/// <summary>One page of a ledger.</summary>
/// <param name="Entries">The entries, those of the newest jobs and grants first.</param>
/// <param name="Cursor">Where the next page begins; null on the last one.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerEntry> Entries, string? Cursor);

namespace Kiln.Storage.Credits;

/// <summary>The account as its sums say, and as its entries add up.</summary>
/// <param name="Account">By the sums.</param>
/// <param name="Entries">By the entries.</param>
public sealed record LedgerAudit(Account Account, Account Entries)
{
    /// <summary>True when both say the same, and nothing is negative.</summary>
    public bool AddsUp => Account == Entries && Account is { Charged: >= 0, Reserved: >= 0, Available: >= 0 };
}

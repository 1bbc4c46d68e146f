namespace Kiln.Storage.Credits;

/// <summary>What an entry of the ledger does to an account.</summary>
public enum LedgerEntryKind
{
    /// <summary>Credits come in.</summary>
    Grant,

    /// <summary>Credits are held for a job.</summary>
    Reserve,

    /// <summary>Held credits are paid.</summary>
    Charge,

    /// <summary>Held credits are given back.</summary>
    Refund,
}

namespace Kiln.Storage.Credits;

/// <summary>
/// The ledger was asked for something that contradicts what it holds: the other of charge and refund, or the settlement of what was
/// never reserved. The ledger is as before; somebody has to look.
/// </summary>
public sealed class LedgerConflictException : Exception
{
    /// <summary>Says what was asked and what stands.</summary>
    public LedgerConflictException(string message)
        : base(message)
    {
    }
}

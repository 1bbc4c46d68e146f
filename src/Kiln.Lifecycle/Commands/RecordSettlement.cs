namespace Kiln.Lifecycle.Commands;

/// <summary>Notes that the ledger holds the charge or refund that the job decided on. Set once; again: nothing changes.</summary>
public sealed record RecordSettlement : JobCommand;

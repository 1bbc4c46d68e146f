namespace Kiln.Lifecycle.Commands;

/// <summary>Cancels at once: every lease is fenced, executors learn of it at their next call.</summary>
public sealed record CancelNow : JobCommand;

namespace Kiln.Lifecycle.Commands;

/// <summary>Ends a job whose deadline has passed. Before the deadline, or while it stands still, it is refused.</summary>
public sealed record TimeOut : JobCommand;

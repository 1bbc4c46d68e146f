namespace Kiln.Lifecycle.Commands;

/// <summary>Ends a lease that is past its expiry; counts as a failed attempt.</summary>
/// <param name="TaskId">The task.</param>
public sealed record ExpireLease(string TaskId) : JobCommand;

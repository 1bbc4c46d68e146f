namespace Kiln.Lifecycle.Commands;

/// <summary>
/// Ends a lease that is past its expiry, or whose attempt did not begin in time or takes longer than it may; counts as a failed attempt.
/// </summary>
/// <param name="TaskId">The task.</param>
public sealed record ExpireLease(string TaskId) : JobCommand;

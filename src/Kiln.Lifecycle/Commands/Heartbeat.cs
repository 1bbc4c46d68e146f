namespace Kiln.Lifecycle.Commands;

/// <summary>Renews a lease. The job that comes back says whether to cancel or pause.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Token">The lease's token.</param>
/// <param name="LeaseDuration">How long the lease lasts from now.</param>
public sealed record Heartbeat(string TaskId, string Token, TimeSpan LeaseDuration) : JobCommand;

namespace Kiln.Lifecycle.Commands;

/// <summary>
/// Gives an attempt back uncounted: the executor stopped because the job is paused or cancelled, or because it is shutting down.
/// A job whose cancel was requested ends here.
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="Token">The lease's token.</param>
public sealed record ReleaseTask(string TaskId, string Token) : JobCommand;

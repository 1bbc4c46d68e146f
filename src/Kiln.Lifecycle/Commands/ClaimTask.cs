namespace Kiln.Lifecycle.Commands;

/// <summary>Takes a task for an attempt and opens its lease.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Worker">Who takes it.</param>
/// <param name="Token">Secret of the attempt, minted by the caller; the same token again renews the same claim.</param>
/// <param name="LeaseDuration">How long the lease lasts unless renewed.</param>
public sealed record ClaimTask(string TaskId, string Worker, string Token, TimeSpan LeaseDuration) : JobCommand
{
    /// <summary>True when the executor begins at once, so that no separate start follows.</summary>
    public bool Start { get; init; }

    /// <summary>How soon the start must be reported, however often the lease is renewed; null for no such limit.</summary>
    public TimeSpan? StartWithin { get; init; }

    /// <summary>
    /// True when the same worker may supersede its own earlier lease: the executor's process died and the work was handed to it
    /// again. The attempt is not counted, the interruption is.
    /// </summary>
    public bool TakeOver { get; init; }

    /// <summary>Interruptions after which the work is held to be what kills its process, and the task fails.</summary>
    public int MaxInterruptions { get; init; } = 10;
}

namespace Kiln.Lifecycle.Commands;

/// <summary>Reports that a claimed attempt has begun.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Token">The lease's token.</param>
public sealed record StartTask(string TaskId, string Token) : JobCommand
{
    /// <summary>Renews the lease by this much too, when given.</summary>
    public TimeSpan? LeaseDuration { get; init; }
}

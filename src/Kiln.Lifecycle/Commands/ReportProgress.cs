namespace Kiln.Lifecycle.Commands;

/// <summary>Reports how far an attempt is. Lower figures than before are ignored.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Token">The lease's token.</param>
/// <param name="Percent">0–100 of the task.</param>
/// <param name="Step">What is being done, for people; null leaves the last word.</param>
public sealed record ReportProgress(string TaskId, string Token, int Percent, string? Step = null) : JobCommand
{
    /// <summary>Renews the lease by this much too, when given.</summary>
    public TimeSpan? LeaseDuration { get; init; }
}

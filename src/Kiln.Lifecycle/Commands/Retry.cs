namespace Kiln.Lifecycle.Commands;

/// <summary>
/// Runs a failed or timed-out job again under the same identifier: completed stages stay, attempt counters start anew, credits are
/// reserved anew, and the job leaves the dead-letter list.
/// </summary>
/// <param name="Price">Credits of the new reservation; 0 for a free job.</param>
/// <param name="By">Who asked, for the audit.</param>
public sealed record Retry(int Price, string By) : JobCommand
{
    /// <summary>The number under which the ledger holds the new reservation; null takes the one after the last run's.</summary>
    public int? Reservation { get; init; }
}

namespace Kiln.Functions.Workers;

/// <summary>
/// Runs the sweep of leases. The timer ticks every second and <see cref="WorkerOptions.LeaseSweepSeconds"/> says which ticks count: a
/// schedule that is a setting would have to be set everywhere, and has no default.
/// </summary>
public sealed class SweepLeases(LeaseSweeper sweeper)
{
    /// <summary>One tick.</summary>
    [Function("SweepLeases")]
    public Task Run(
        [TimerTrigger("* * * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return sweeper.SweepAsync(client, cancellationToken);
    }
}

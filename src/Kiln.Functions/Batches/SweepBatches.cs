namespace Kiln.Functions.Batches;

/// <summary>Runs the sweep of batches every two minutes, and once when the service starts.</summary>
public sealed class SweepBatches(BatchSweeper sweeper)
{
    /// <summary>One sweep.</summary>
    [Function("SweepBatches")]
    public Task Run(
        [TimerTrigger("0 1-59/2 * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return sweeper.SweepAsync(client, cancellationToken);
    }
}

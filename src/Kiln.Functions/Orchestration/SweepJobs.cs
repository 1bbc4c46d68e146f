namespace Kiln.Functions.Orchestration;

/// <summary>Runs the sweep every two minutes, and once when the service starts.</summary>
public sealed class SweepJobs(JobSweeper sweeper)
{
    /// <summary>One sweep.</summary>
    [Function("SweepJobs")]
    public Task Run(
        [TimerTrigger("0 */2 * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return sweeper.SweepAsync(client, cancellationToken);
    }
}

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>Runs the sweep of deliveries every two minutes, and once when the service starts.</summary>
public sealed class SweepDeliveries(DeliverySweeper sweeper, DeliveryDispatcher dispatcher)
{
    /// <summary>One sweep.</summary>
    [Function("SweepDeliveries")]
    public Task Run(
        [TimerTrigger("30 1-59/2 * * * *", RunOnStartup = true)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        dispatcher.Attach(client);
        return sweeper.SweepAsync(client, cancellationToken);
    }
}

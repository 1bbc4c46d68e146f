using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>What the orchestration of a delivery asks for. It may run twice.</summary>
public sealed class DeliverEvents(DeliveryRuns runs, DeliveryDispatcher dispatcher)
{
    /// <summary>Has what is due sent and says when to look again.</summary>
    [Function(DeliveryNames.DeliverEvents)]
    public Task<DeliveryStep> Run(
        [ActivityTrigger] DeliveryKey key, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        dispatcher.Attach(client);
        return runs.RunAsync(key, client, context.CancellationToken);
    }
}

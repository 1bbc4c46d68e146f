using Kiln.Functions.Orchestration;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>Starts and wakes the orchestrations of deliveries. Both repeat harmlessly.</summary>
internal static class DeliveryDriver
{
    public static string InstanceOf(DeliveryKey key) => $"deliver.{key.JobId}.{key.DestinationId}";

    /// <summary>Makes a delivery look at its job: starts it when it does not live, else wakes it.</summary>
    public static async Task NudgeAsync(DurableTaskClient client, DeliveryKey key, CancellationToken cancellationToken)
    {
        string instance = InstanceOf(key);
        if (!await OrchestrationStart.TryStartAsync(client, DeliveryNames.Orchestrator, instance, key, cancellationToken))
        {
            await client.RaiseEventAsync(instance, DeliveryNames.WakeEvent, "changed", cancellationToken);
        }
    }

    /// <summary>Tells a delivery that the sending it waits for is over.</summary>
    public static Task TellSentAsync(DurableTaskClient client, DeliveryKey key) =>
        client.RaiseEventAsync(InstanceOf(key), DeliveryNames.SentEvent, "sent", CancellationToken.None);

    public static async Task<bool> LivesAsync(DurableTaskClient client, DeliveryKey key, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(InstanceOf(key), cancellationToken) is { IsCompleted: false };
}

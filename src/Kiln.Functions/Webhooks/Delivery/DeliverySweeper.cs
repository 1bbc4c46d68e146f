using Kiln.Storage.Organisations;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>Finds deliveries that stand open and that nobody drives, or that were not told of an event; and has tried again what could not be set going.</summary>
public sealed class DeliverySweeper(
    OrganisationStore organisations, EventLogs logs, DeliveryStore deliveries, DeliveryDispatcher dispatcher)
{
    /// <summary>Looks at every open delivery once.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        dispatcher.RetryMissed();
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            await foreach (DeliveryKey key in deliveries.ListOpenAsync(organisation, cancellationToken))
            {
                if (!await DeliveryDriver.LivesAsync(client, key, cancellationToken) || await IsBehindAsync(key, cancellationToken))
                {
                    await DeliveryDriver.NudgeAsync(client, key, cancellationToken);
                }
            }
        }
    }

    /// <summary>Whether there is something to do that the cursor has no appointment for.</summary>
    private async Task<bool> IsBehindAsync(DeliveryKey key, CancellationToken cancellationToken)
    {
        DeliveryCursor? cursor = await deliveries.FindAsync(key, cancellationToken);
        EventLog? log = await logs.FindAsync(key, cancellationToken);
        return log is null
            || cursor is { Open: true, Current: null }
                && (!cursor.Replays.IsEmpty || cursor.Passed < log.LastSequence || log.IsFinal);
    }
}

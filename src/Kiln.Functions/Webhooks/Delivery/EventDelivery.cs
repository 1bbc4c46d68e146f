using System.Threading.RateLimiting;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Lifecycle.Events;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Sends the events of a job or batch to a destination in the order of the log, and notes each outcome in the cursor before the next request:
/// so whatever crashes, every event arrives at least once, and none before the ones it follows.
/// </summary>
public sealed class EventDelivery(
    EventLogs logs,
    DeliveryStore deliveries,
    DeliveryDestinations destinations,
    DeliveryPlaces places,
    EventSender sender,
    EndpointHealth health,
    TimeProvider clock)
{
    /// <summary>Requests of one run, so that one long log does not hold its place for ever.</summary>
    private const int MostRequests = 50;

    /// <summary>Events of one request, where the destination takes several.</summary>
    private const int MostInBatch = 50;

    /// <summary>Bytes of such a request; Event Grid takes 1 MB, and an event that alone is larger goes alone.</summary>
    private const int LargestBatch = 512 * 1024;

    /// <summary>Sends what is due and says when to look again.</summary>
    /// <param name="key">Whose events, and where to.</param>
    /// <param name="waits">Called when the host has no place and the run has to wait for one.</param>
    /// <param name="cancellationToken">Gives up; what was sent is noted all the same.</param>
    internal async Task<DeliveryStep> RunAsync(DeliveryKey key, Action waits, CancellationToken cancellationToken)
    {
        RateLimitLease? place = null;
        try
        {
            for (int requests = 0; requests < MostRequests;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                DeliveryCursor? cursor = await deliveries.FindAsync(key, cancellationToken);
                EventLog? log = await logs.FindAsync(key, cancellationToken);
                if (cursor is null or { Open: false } || log is null
                    || await destinations.FindAsync(key, log, cancellationToken) is not { } destination)
                {
                    await StopAsync(key, cursor, cancellationToken);
                    return DeliveryStep.End;
                }

                if (cursor.Current?.NextAttemptAt is { } due && due > clock.GetUtcNow())
                {
                    return DeliveryStep.At(due);
                }

                log = await logs.WithWholeAsync(log, cancellationToken);
                if (DueOf(cursor, log, destination) is { Count: > 0 } events)
                {
                    place ??= places.TryTake(destination.Host);
                    if (!place.IsAcquired)
                    {
                        // While it waits, somebody may change what there is to send: look again.
                        waits();
                        place = await places.TakeAsync(destination.Host, cancellationToken);
                        continue;
                    }

                    await AttemptAsync(key, cursor, log, events, destination, cancellationToken);
                    requests++;
                }
                else if (!log.IsFinal)
                {
                    return DeliveryStep.Wait;
                }
                else if (await CloseAsync(key, log, cancellationToken))
                {
                    return DeliveryStep.End;
                }
            }

            return DeliveryStep.At(clock.GetUtcNow());
        }
        finally
        {
            place?.Dispose();
        }
    }

    /// <summary>
    /// What the next request brings: the event whose turn it is, and those that follow it where a batch is taken. One that was refused goes
    /// alone, so that an event that nobody takes does not hold up the others.
    /// </summary>
    private static IReadOnlyList<JobEvent> DueOf(DeliveryCursor cursor, EventLog log, DeliveryDestination destination)
    {
        long? chosen = cursor.Current?.Sequence ?? (cursor.Replays.IsEmpty ? null : cursor.Replays[0]);
        return chosen is null
            ? [.. destination.After(log, cursor.Passed).Take(destination.TakesBatches ? MostInBatch : 1)]
            : [.. log.Events.Where(happened => happened.Sequence == chosen)];
    }

    private static List<WebhookMessage> Write(EventLog log, IReadOnlyList<JobEvent> events)
    {
        List<WebhookMessage> messages = [];
        int bytes = 0;
        foreach (JobEvent happened in events)
        {
            WebhookMessage message = JobCloudEvent.Write(log, happened);
            bytes += message.Body.Length;
            if (messages.Count > 0 && bytes > LargestBatch)
            {
                break;
            }

            messages.Add(message);
        }

        return messages;
    }

    private async Task AttemptAsync(
        DeliveryKey key,
        DeliveryCursor cursor,
        EventLog log,
        IReadOnlyList<JobEvent> events,
        DeliveryDestination destination,
        CancellationToken cancellationToken)
    {
        List<WebhookMessage> messages = Write(log, events);
        DeliveryAttempt attempt = await sender.SendAsync(destination, messages, cancellationToken);
        DeliveryRecord first = Judge(events[0], messages, attempt, (cursor.Current?.Attempts ?? 0) + 1, destination);
        DeliveryRecord[] records = first.Status == DeliveryStatus.Delivered
            ? [first, .. events.Skip(1).Take(messages.Count - 1).Select(happened => first with { Sequence = happened.Sequence, EventType = happened.Type })]
            : [first];

        // What was sent is noted even when the host stops: else it would be sent twice for nothing.
        await deliveries.UpdateAsync(key, current => Noted(current, records, attempt, destination), CancellationToken.None);
        EventSender.Count(destination, first.Status);
        if (destination.Endpoint is { } endpoint)
        {
            await health.NoteAsync(key.OrganisationId, endpoint, attempt, first.Status);
        }
    }

    private DeliveryRecord Judge(
        JobEvent happened, List<WebhookMessage> messages, DeliveryAttempt attempt, int attempts, DeliveryDestination destination)
    {
        bool hopeless = destination.TakesBatches ? attempt.RefusedForGood && messages.Count == 1 : attempt.Gone;
        TimeSpan? delay = attempt.Accepted || hopeless
            ? null
            : DeliverySchedule.DelayAfter(attempts, messages[0].Id, destination.Id, attempt.RetryAfter);
        DeliveryStatus status = attempt.Accepted ? DeliveryStatus.Delivered
            : delay is null ? DeliveryStatus.DeadLettered
            : DeliveryStatus.Retrying;
        DateTimeOffset now = clock.GetUtcNow();
        return new DeliveryRecord(happened.Sequence, happened.Type, status, attempts, now)
        {
            ResponseStatus = attempt.ResponseStatus,
            Error = attempt.Error,
            NextAttemptAt = now + delay,
        };
    }

    /// <summary>A callback URL that is gone belongs to this job alone: nothing more of it is sent.</summary>
    private static DeliveryCursor Noted(
        DeliveryCursor cursor, DeliveryRecord[] records, DeliveryAttempt attempt, DeliveryDestination destination)
    {
        DeliveryCursor noted = records.Aggregate(cursor, (current, record) => current.Record(record));
        return attempt.Gone && destination.Id == DeliveryDestination.Callback ? noted with { Open = false, Stopped = true } : noted;
    }

    private async Task StopAsync(DeliveryKey key, DeliveryCursor? cursor, CancellationToken cancellationToken)
    {
        if (cursor is { Open: true })
        {
            await deliveries.UpdateAsync(key, current => current.Open ? current with { Open = false } : current, cancellationToken);
        }
    }

    /// <summary>
    /// Closes the cursor of a job that is done. Then looks at the job once more: one that came back to life before the cursor was
    /// closed was announced to a cursor that still stood open, and that word is lost with this orchestration.
    /// </summary>
    private async Task<bool> CloseAsync(DeliveryKey key, EventLog log, CancellationToken cancellationToken)
    {
        DeliveryCursor closed = await deliveries.UpdateAsync(
            key,
            cursor => cursor.Replays.IsEmpty
                ? cursor with { Open = false, Passed = Math.Max(cursor.Passed, log.LastSequence), Current = null }
                : cursor,
            cancellationToken);
        if (closed.Open)
        {
            return false;
        }

        EventLog? again = await logs.FindAsync(key, cancellationToken);
        if (again is null || again.LastSequence <= closed.Passed)
        {
            return true;
        }

        await deliveries.UpdateAsync(key, cursor => cursor with { Open = true }, cancellationToken);
        return false;
    }
}

using Kiln.Functions.Configuration;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Sends the events of a job to a destination, one after the other in the order of the log, and notes each outcome in the cursor
/// before the next: so whatever crashes, every event arrives at least once, and none before the ones it follows.
/// </summary>
public sealed class EventDelivery(
    JobStore jobs,
    DeliveryStore deliveries,
    DeliveryDestinations destinations,
    WebhookStore webhooks,
    WebhookClient http,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    /// <summary>Events sent before the orchestration gets its turn, so that one long log does not hold an executor.</summary>
    private const int MostAtOnce = 50;

    /// <summary>Sends what is due and says when to look again.</summary>
    public async Task<DeliveryStep> RunAsync(DeliveryKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        for (int sent = 0; sent < MostAtOnce; sent++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeliveryCursor? cursor = await deliveries.FindAsync(key, cancellationToken);
            Job? job = await jobs.GetAsync(key.OrganisationId, key.JobId, cancellationToken);
            if (cursor is null or { Open: false } || job is null
                || await destinations.FindAsync(key, job, cancellationToken) is not { } destination)
            {
                await StopAsync(key, cursor, cancellationToken);
                return DeliveryStep.End;
            }

            if (cursor.Current?.NextAttemptAt is { } due && due > clock.GetUtcNow())
            {
                return DeliveryStep.At(due);
            }

            if (NextOf(cursor, job, destination) is { } happened)
            {
                await AttemptAsync(key, cursor, job, happened, destination, cancellationToken);
            }
            else if (!DeliveryDestination.IsFinal(job))
            {
                return DeliveryStep.Wait;
            }
            else if (await CloseAsync(key, job, cancellationToken))
            {
                return DeliveryStep.End;
            }
        }

        return DeliveryStep.At(clock.GetUtcNow());
    }

    private static JobEvent? NextOf(DeliveryCursor cursor, Job job, DeliveryDestination destination)
    {
        long? chosen = cursor.Current?.Sequence ?? (cursor.Replays.IsEmpty ? null : cursor.Replays[0]);
        return chosen is null
            ? destination.NextAfter(job, cursor.Passed)
            : job.Events.FirstOrDefault(happened => happened.Sequence == chosen);
    }

    private async Task AttemptAsync(
        DeliveryKey key,
        DeliveryCursor cursor,
        Job job,
        JobEvent happened,
        DeliveryDestination destination,
        CancellationToken cancellationToken)
    {
        WebhookMessage message = JobCloudEvent.Write(job, happened);
        DeliveryAttempt attempt = await http.SendAsync(destination.Address, message, destination.Secrets, cancellationToken);
        int attempts = (cursor.Current?.Attempts ?? 0) + 1;
        DateTimeOffset now = clock.GetUtcNow();
        TimeSpan? delay = attempt.Accepted || attempt.Gone
            ? null
            : DeliverySchedule.DelayAfter(attempts, message.Id, destination.Id, attempt.RetryAfter);
        DeliveryStatus status = attempt.Accepted ? DeliveryStatus.Delivered
            : delay is null ? DeliveryStatus.DeadLettered
            : DeliveryStatus.Retrying;
        DeliveryRecord record = new(happened.Sequence, happened.Type, status, attempts, now)
        {
            ResponseStatus = attempt.ResponseStatus,
            Error = attempt.Error,
            NextAttemptAt = now + delay,
        };

        // What was sent is noted even when the host stops: else it would be sent twice for nothing.
        await deliveries.UpdateAsync(key, current => Noted(current, record, attempt, destination), CancellationToken.None);
        await JudgeEndpointAsync(key.OrganisationId, destination, attempt, status);
    }

    /// <summary>A callback URL that is gone belongs to this job alone: nothing more of it is sent.</summary>
    private static DeliveryCursor Noted(
        DeliveryCursor cursor, DeliveryRecord record, DeliveryAttempt attempt, DeliveryDestination destination)
    {
        DeliveryCursor noted = cursor.Record(record);
        return attempt.Gone && destination.Endpoint is null ? noted with { Open = false, Stopped = true } : noted;
    }

    private async Task JudgeEndpointAsync(
        string organisationId, DeliveryDestination destination, DeliveryAttempt attempt, DeliveryStatus status)
    {
        int most = options.Value.Webhooks.DisableAfterDeadLetters;
        Func<WebhookEndpoint, WebhookEndpoint>? change = (destination.Endpoint, status) switch
        {
            (null, _) or (_, DeliveryStatus.Retrying) or ({ ConsecutiveDeadLetters: 0 }, DeliveryStatus.Delivered) => null,
            (_, DeliveryStatus.Delivered) => endpoint => endpoint with { ConsecutiveDeadLetters = 0 },
            _ when attempt.Gone => endpoint => endpoint.Disable("The endpoint answered 410 Gone", clock.GetUtcNow()),
            _ => endpoint => CountDeadLetter(endpoint, most),
        };
        if (change is not null)
        {
            await webhooks.UpdateAsync(organisationId, destination.Id, change, CancellationToken.None);
        }
    }

    private WebhookEndpoint CountDeadLetter(WebhookEndpoint endpoint, int most)
    {
        WebhookEndpoint counted = endpoint with { ConsecutiveDeadLetters = endpoint.ConsecutiveDeadLetters + 1 };
        return counted.ConsecutiveDeadLetters >= most
            ? counted.Disable($"{counted.ConsecutiveDeadLetters} events in a row could not be delivered", clock.GetUtcNow())
            : counted;
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
    private async Task<bool> CloseAsync(DeliveryKey key, Job job, CancellationToken cancellationToken)
    {
        DeliveryCursor closed = await deliveries.UpdateAsync(
            key,
            cursor => cursor.Replays.IsEmpty
                ? cursor with { Open = false, Passed = Math.Max(cursor.Passed, job.LastSequence), Current = null }
                : cursor,
            cancellationToken);
        if (closed.Open)
        {
            return false;
        }

        Job? again = await jobs.GetAsync(key.OrganisationId, key.JobId, cancellationToken);
        if (again is null || again.LastSequence <= closed.Passed)
        {
            return true;
        }

        await deliveries.UpdateAsync(key, cursor => cursor with { Open = true }, cancellationToken);
        return false;
    }
}

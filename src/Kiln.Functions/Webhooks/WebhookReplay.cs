using Kiln.Functions.Webhooks.Delivery;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks;

/// <summary>Asks for passed events to be sent once more, by the same cursors and orchestrations as the first time.</summary>
public sealed class WebhookReplay(JobStore jobs, DeliveryStore deliveries)
{
    /// <summary>The most jobs of one replay.</summary>
    public const int MostJobs = 1000;

    /// <summary>A job that was accepted this long before the time asked for is not looked at.</summary>
    public static readonly TimeSpan LongestJob = TimeSpan.FromDays(7);

    private const int PageSize = 200;

    /// <summary>Replays all that an endpoint wants of what happened since a time, newest jobs first; answers how many events that were.</summary>
    internal async Task<int> SinceAsync(
        DurableTaskClient client, string organisationId, WebhookEndpoint endpoint, DateTimeOffset since, CancellationToken cancellationToken)
    {
        int events = 0;
        int replayed = 0;
        JobQuery query = new(organisationId) { CreatedFrom = since - LongestJob };
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(query, PageSize, cursor, cancellationToken);
            foreach (Job job in page.Jobs)
            {
                long[] sequences =
                [
                    .. (await jobs.WithWholeLogAsync(job, cancellationToken)).Events
                        .Where(happened => happened.Time >= since && endpoint.Filter.Matches(job.Type, happened.Type))
                        .Select(happened => happened.Sequence),
                ];
                if (sequences.Length > 0 && replayed++ < MostJobs)
                {
                    await AskAsync(client, new DeliveryKey(organisationId, endpoint.Id, job.Id), sequences, cancellationToken);
                    events += sequences.Length;
                }
            }

            cursor = page.Cursor;
        }
        while (cursor is not null && replayed < MostJobs);
        return events;
    }

    /// <summary>Replays events of one job; false when the organisation has no such job or it has no such event.</summary>
    internal async Task<bool> EventsAsync(
        DurableTaskClient client, DeliveryKey key, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken)
    {
        Job? job = await jobs.GetAsync(key.OrganisationId, key.JobId, cancellationToken);
        if (job is null || sequences.Any(sequence => sequence < 1 || sequence > job.LastSequence))
        {
            return false;
        }

        await AskAsync(client, key, sequences, cancellationToken);
        return true;
    }

    private async Task AskAsync(
        DurableTaskClient client, DeliveryKey key, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken)
    {
        await deliveries.UpdateAsync(key, cursor => cursor.Replay(sequences), cancellationToken);
        await DeliveryDriver.NudgeAsync(client, key, cancellationToken);
    }
}

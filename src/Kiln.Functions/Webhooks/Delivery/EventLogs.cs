using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>Finds the logs that deliveries are of.</summary>
public sealed class EventLogs(JobStore jobs, BatchStore batches)
{
    /// <summary>The log of a job or batch as it is stored; null when it is gone.</summary>
    internal async Task<EventLog?> FindAsync(DeliveryKey key, CancellationToken cancellationToken)
    {
        if (await jobs.GetAsync(key.OrganisationId, key.JobId, cancellationToken) is { } job)
        {
            return EventLog.Of(job);
        }

        return await batches.GetAsync(key.OrganisationId, key.JobId, cancellationToken) is { } batch ? EventLog.Of(batch) : null;
    }

    /// <summary>A log with all of its events.</summary>
    internal async Task<EventLog> WithWholeAsync(EventLog log, CancellationToken cancellationToken) =>
        log is { EarlierEvents: > 0, Job: { } job } ? EventLog.Of(await jobs.WithWholeLogAsync(job, cancellationToken)) : log;

    /// <summary>Hears of every log that grows in this process, until what is answered is disposed of.</summary>
    internal IDisposable Listen(Action<EventLog> heard) => new Subscription(jobs, batches, heard);

    private sealed class Subscription : IDisposable
    {
        private readonly JobStore _jobs;
        private readonly BatchStore _batches;
        private readonly Action<EventLog> _heard;

        public Subscription(JobStore jobs, BatchStore batches, Action<EventLog> heard)
        {
            (_jobs, _batches, _heard) = (jobs, batches, heard);
            jobs.Changed += OnJob;
            batches.Changed += OnBatch;
        }

        public void Dispose()
        {
            _jobs.Changed -= OnJob;
            _batches.Changed -= OnBatch;
        }

        private void OnJob(object? sender, Job job) => _heard(EventLog.Of(job));

        private void OnBatch(object? sender, Batch batch) => _heard(EventLog.Of(batch));
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Hears of every change of a job in this process and sets its deliveries going: opens their cursors, then starts or wakes their
/// orchestrations. What it misses, because the process died or has no durable client yet, the sweep finds by the open cursors.
/// </summary>
public sealed partial class DeliveryDispatcher(
    JobStore jobs, DeliveryDestinations destinations, DeliveryStore deliveries, ILogger<DeliveryDispatcher> logger) : BackgroundService
{
    private const int MostAtOnce = 8;

    private readonly Channel<string> _changed = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, Job> _latest = new(StringComparer.Ordinal);
    private volatile DurableTaskClient? _client;

    /// <summary>Hands over the durable client, which only functions are given; both hosts keep it for the life of the process.</summary>
    public void Attach(DurableTaskClient client) => _client = client;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        jobs.Changed += OnChanged;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        jobs.Changed -= OnChanged;
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Opens what a job gives cause to open and nudges it; answers how many deliveries that were.</summary>
    internal async Task<int> DispatchAsync(Job job, CancellationToken cancellationToken)
    {
        int nudged = 0;
        foreach (DeliveryDestination destination in await destinations.ListAsync(job, cancellationToken))
        {
            DeliveryKey key = new(job.OrganisationId, destination.Id, job.Id);
            if (destination.MayHaveAfter(job, 0) && await OpenAsync(key, job, destination, cancellationToken))
            {
                nudged++;
                if (_client is { } client)
                {
                    await DeliveryDriver.NudgeAsync(client, key, cancellationToken);
                }
            }
        }

        return nudged;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _changed.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = stoppingToken },
        async (jobId, cancellationToken) =>
        {
            if (_latest.TryRemove(jobId, out Job? job))
            {
                await TryDispatchAsync(job, cancellationToken);
            }
        });

    private void OnChanged(object? sender, Job job)
    {
        if (!destinations.MayHaveAny(job))
        {
            return;
        }

        // Changes that come while the job waits for its turn are one: the newest log holds all events.
        bool waits = false;
        _latest.AddOrUpdate(
            job.Id,
            job,
            (_, other) =>
            {
                waits = true;
                return other.Version > job.Version ? other : job;
            });
        if (!waits)
        {
            _changed.Writer.TryWrite(job.Id);
        }
    }

    private async Task TryDispatchAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await DispatchAsync(job, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogMissed(logger, exception, job.Id);
        }
    }

    /// <summary>Whether the delivery has something to do; its cursor stands open then.</summary>
    private async Task<bool> OpenAsync(DeliveryKey key, Job job, DeliveryDestination destination, CancellationToken cancellationToken)
    {
        DeliveryCursor? cursor = await deliveries.FindAsync(key, cancellationToken);
        bool news = destination.MayHaveAfter(job, cursor?.Passed ?? 0);
        if (cursor is { Stopped: true })
        {
            return false;
        }

        if (cursor is { Open: true })
        {
            return news || DeliveryDestination.IsFinal(job);
        }

        if (news)
        {
            await deliveries.UpdateAsync(key, current => current with { Open = true }, cancellationToken);
        }

        return news;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The deliveries of job {JobId} could not be set going; the next sweep does it.")]
    private static partial void LogMissed(ILogger logger, Exception exception, string jobId);
}

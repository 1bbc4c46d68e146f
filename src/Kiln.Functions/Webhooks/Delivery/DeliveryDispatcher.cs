using System.Collections.Concurrent;
using System.Threading.Channels;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Hears of every change of a job or batch in this process and sets its deliveries going: opens their cursors, then starts or wakes their
/// orchestrations. What it misses, because the process died or has no durable client yet, the sweep finds by the open cursors.
/// </summary>
public sealed partial class DeliveryDispatcher(
    EventLogs logs, DeliveryDestinations destinations, DeliveryStore deliveries, ILogger<DeliveryDispatcher> logger) : BackgroundService
{
    private const int MostAtOnce = 8;

    private readonly Channel<string> _changed = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, EventLog> _latest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EventLog> _missed = new(StringComparer.Ordinal);
    private volatile DurableTaskClient? _client;
    private IDisposable? _subscription;

    /// <summary>Hands over the durable client, which only functions are given; both hosts keep it for the life of the process.</summary>
    public void Attach(DurableTaskClient client) => _client = client;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = logs.Listen(OnChanged);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>Tries once more what could not be set going.</summary>
    internal void RetryMissed()
    {
        foreach (string id in _missed.Keys)
        {
            if (_missed.TryRemove(id, out EventLog? log))
            {
                OnChanged(log);
            }
        }
    }

    /// <summary>Opens what a log gives cause to open and nudges it; answers how many deliveries that were.</summary>
    internal async Task<int> DispatchAsync(EventLog log, CancellationToken cancellationToken)
    {
        int nudged = 0;
        foreach (DeliveryDestination destination in await destinations.ListAsync(log, cancellationToken))
        {
            DeliveryKey key = new(log.OrganisationId, destination.Id, log.Id);
            if (destination.MayHaveAfter(log, 0) && await OpenAsync(key, log, destination, cancellationToken))
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
        async (id, cancellationToken) =>
        {
            if (_latest.TryRemove(id, out EventLog? log))
            {
                await TryDispatchAsync(log, cancellationToken);
            }
        });

    private void OnChanged(EventLog log)
    {
        if (!destinations.MayHaveAny(log))
        {
            return;
        }

        // Changes that come while the log waits for its turn are one: the newest log holds all events.
        bool waits = false;
        _latest.AddOrUpdate(
            log.Id,
            log,
            (_, other) =>
            {
                waits = true;
                return other.Version > log.Version ? other : log;
            });
        if (!waits)
        {
            _changed.Writer.TryWrite(log.Id);
        }
    }

    private async Task TryDispatchAsync(EventLog log, CancellationToken cancellationToken)
    {
        try
        {
            await DispatchAsync(log, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogMissed(logger, exception, log.Id);
            _missed.AddOrUpdate(log.Id, log, (_, other) => other.Version > log.Version ? other : log);
        }
    }

    /// <summary>Whether the delivery has something to do; its cursor stands open then.</summary>
    private async Task<bool> OpenAsync(DeliveryKey key, EventLog log, DeliveryDestination destination, CancellationToken cancellationToken)
    {
        DeliveryCursor? cursor = await deliveries.FindAsync(key, cancellationToken);
        bool news = destination.MayHaveAfter(log, cursor?.Passed ?? 0);
        if (cursor is { Stopped: true })
        {
            return false;
        }

        if (cursor is { Open: true })
        {
            return news || log.IsFinal;
        }

        if (news)
        {
            await deliveries.UpdateAsync(key, current => current with { Open = true }, cancellationToken);
        }

        return news;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The deliveries of job or batch {JobId} could not be set going; the next sweep does it.")]
    private static partial void LogMissed(ILogger logger, Exception exception, string jobId);
}

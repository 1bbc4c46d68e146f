using Kiln.Client.Tasks;

namespace Kiln.Client.Workers;

/// <summary>
/// Takes tasks from a service and runs them until it is told to stop: long-poll claims, heartbeats, cancellation, reports, and waits
/// with jitter while the service is away.
/// </summary>
/// <example>
/// <code>
/// using var client = new KilnClient(new KilnClientOptions { ServiceUrl = url, ApiKey = key });
/// var worker = new TaskWorker(client.Tasks, new TaskWorkerOptions { Types = ["render"], Concurrency = 4 }, RenderAsync);
/// await worker.RunAsync(stop);
/// </code>
/// </example>
public sealed class TaskWorker
{
    private readonly TasksClient _tasks;
    private readonly TaskWorkerOptions _options;
    private readonly TaskHandler _handler;
    private readonly TimeProvider _time;

    /// <summary>Makes a worker.</summary>
    /// <param name="tasks">The service's tasks.</param>
    /// <param name="options">What it takes, and how.</param>
    /// <param name="handler">Does the work of one task; called side by side when the options allow several.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public TaskWorker(TasksClient tasks, TaskWorkerOptions options, TaskHandler handler, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfZero(options.Types.Count);
        _tasks = tasks;
        _options = options;
        _handler = handler;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Raised when a claim or a report could not be made; the worker goes on.</summary>
    public event EventHandler<ServiceFaultEventArgs>? ServiceFault;

    /// <summary>Works until told to stop; then takes nothing more, lets running attempts end within the grace, and gives the rest back.</summary>
    /// <exception cref="KilnApiException">The service refuses this worker for good: its key, or what it asks for.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        using var refused = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var graceEnds = new CancellationTokenSource();
        using var registration = refused.Token.Register(() => graceEnds.CancelAfter(_options.StopGrace));
        Task[] slots =
        [
            .. Enumerable.Range(0, _options.Concurrency).Select(async _ =>
            {
                try
                {
                    await RunSlotAsync(refused.Token, graceEnds.Token).ConfigureAwait(false);
                }
                finally
                {
                    // One slot that is refused stands for all of them.
                    await refused.CancelAsync().ConfigureAwait(false);
                }
            }),
        ];
        await Task.WhenAll(slots).ConfigureAwait(false);
    }

    private async Task RunSlotAsync(CancellationToken stop, CancellationToken graceEnds)
    {
        var backoff = new Backoff(_options.FirstPause, _options.LongestPause);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                ClaimedTask? task = await ClaimAsync(stop).ConfigureAwait(false);
                backoff.Reset();
                if (task is not null)
                {
                    using var attempt = new TaskAttempt(_tasks, task, _options, _time);
                    Note(await attempt.RunAsync(_handler, graceEnds).ConfigureAwait(false));
                }
                else if (_options.ClaimWait < TimeSpan.FromSeconds(1))
                {
                    await Task.Delay(_options.FirstPause, _time, stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or UnexpectedReplyException
                or KilnApiException { IsRefusal: false } or KilnApiException { IsTransient: true })
            {
                Note(fault);
                TimeSpan pause = (fault as KilnApiException)?.RetryAfter ?? backoff.Next();
                await PauseAsync(pause, stop).ConfigureAwait(false);
            }
        }
    }

    private Task<ClaimedTask?> ClaimAsync(CancellationToken stop) => _tasks.ClaimAsync(
        new TaskClaim
        {
            Types = _options.Types,
            Worker = _options.Name,
            WaitSeconds = (int)_options.ClaimWait.TotalSeconds,
            LeaseSeconds = (int)_options.Lease.TotalSeconds,
        },
        stop);

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pause, _time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    private void Note(Exception? fault)
    {
        if (fault is not null)
        {
            ServiceFault?.Invoke(this, new ServiceFaultEventArgs(fault));
        }
    }
}

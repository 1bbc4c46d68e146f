using System.Net;
using System.Text.Json;
using Kiln.Client.Tasks;

namespace Kiln.Client.Workers;

/// <summary>
/// Runs one attempt: the work beside a loop that renews the lease, sends progress and listens for a stop, then the report of how it
/// ended. Nothing that goes wrong here leaves it; a report that cannot be delivered is left to the end of the lease.
/// </summary>
internal sealed class TaskAttempt(TasksClient tasks, ClaimedTask task, TaskWorkerOptions options, TimeProvider time) : IDisposable
{
    private const int LongestMessage = 2000;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private (int Percent, string? Step)? _news;
    private TaskCompletionSource _told = NewSignal();
    private DateTimeOffset _leaseEnd = task.LeaseExpiresAt;

    /// <summary>The task.</summary>
    public ClaimedTask Task { get; } = task;

    /// <summary>Why it is to stop.</summary>
    public StopReason StopReason { get; private set; }

    /// <summary>Notes progress.</summary>
    public void Report(int percent, string? step)
    {
        lock (_gate)
        {
            _news = (percent, step ?? _news?.Step);
            _told.TrySetResult();
        }
    }

    /// <summary>Does the work and reports; ends early when the worker stops.</summary>
    /// <returns>What went wrong with the service meanwhile, or null.</returns>
    public async Task<Exception?> RunAsync(TaskHandler handler, CancellationToken workerStops)
    {
        using var registration = workerStops.Register(() => Stop(StopReason.WorkerStopping));
        using var done = new CancellationTokenSource();
        try
        {
            await tasks.StartAsync(Task, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsServiceFault(fault))
        {
            // Without a start nothing was begun: the lease ends, or was lost already.
            return fault is KilnApiException { Status: HttpStatusCode.Conflict } ? null : fault;
        }

        Task keeping = KeepLeaseAsync(done.Token);
        Func<CancellationToken, Task>? report = await WorkAsync(handler).ConfigureAwait(false);
        await done.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(false);
        try
        {
            await (report?.Invoke(CancellationToken.None) ?? System.Threading.Tasks.Task.CompletedTask).ConfigureAwait(false);
            return null;
        }
        catch (KilnApiException fault) when (fault.Status == HttpStatusCode.Conflict)
        {
            // The lease was lost, or the job ended first: what the attempt made is not taken.
            return null;
        }
        catch (Exception fault) when (IsServiceFault(fault))
        {
            return fault;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private static bool IsServiceFault(Exception fault) =>
        fault is KilnApiException or HttpRequestException or UnexpectedReplyException or OperationCanceledException;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the handler and says what to report; null for nothing.</summary>
    private async Task<Func<CancellationToken, Task>?> WorkAsync(TaskHandler handler)
    {
        try
        {
            JsonElement? result = await handler(new TaskContext(this), _stop.Token).ConfigureAwait(false);
            return token => tasks.CompleteAsync(Task, result, token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return StopReason == StopReason.LeaseLost ? null : token => tasks.ReleaseAsync(Task, token);
        }
        catch (WorkFailedException failure)
        {
            return token => FailAsync(failure.Code, failure.Message, failure.Retryable, token);
        }
#pragma warning disable CA1031 // Whatever the work throws is how the attempt ended; the worker goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return token => FailAsync("PROCESSING_FAILED", $"{fault.GetType().Name}: {fault.Message}", true, token);
        }
    }

    private Task FailAsync(string code, string message, bool retryable, CancellationToken cancellationToken) =>
        tasks.FailAsync(Task, code, message[..Math.Min(message.Length, LongestMessage)], retryable, cancellationToken);

    private async Task KeepLeaseAsync(CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            try
            {
                await WaitForBeatAsync(done).ConfigureAwait(false);
                LeaseState lease = TakeNews() is var (percent, step)
                    ? await tasks.ReportAsync(Task, percent, step, options.Lease, done).ConfigureAwait(false)
                    : await tasks.HeartbeatAsync(Task, options.Lease, done).ConfigureAwait(false);
                _leaseEnd = lease.LeaseExpiresAt;
                if (lease.Cancel || lease.Pause)
                {
                    Stop(lease.Cancel ? StopReason.Cancelled : StopReason.Paused);
                }
            }
            catch (KilnApiException fault) when (fault.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                Stop(StopReason.LeaseLost);
                return;
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (IsServiceFault(fault))
            {
                // Away for a moment, perhaps. Past the lease's end somebody else may hold the task.
                if (time.GetUtcNow() >= _leaseEnd)
                {
                    Stop(StopReason.LeaseLost);
                    return;
                }
            }
        }
    }

    /// <summary>Until the next beat is due, or, a second after the last one, as soon as there is progress to tell.</summary>
    private async Task WaitForBeatAsync(CancellationToken done)
    {
        TimeSpan first = ProgressInterval < options.HeartbeatInterval ? ProgressInterval : options.HeartbeatInterval;
        await System.Threading.Tasks.Task.Delay(first, time, done).ConfigureAwait(false);
        Task told;
        lock (_gate)
        {
            told = _told.Task;
        }

        try
        {
            await told.WaitAsync(options.HeartbeatInterval - first, time, done).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing to tell: a plain beat.
        }
    }

    private (int Percent, string? Step)? TakeNews()
    {
        lock (_gate)
        {
            var news = _news;
            _news = null;
            _told = NewSignal();
            return news;
        }
    }

    private void Stop(StopReason reason)
    {
        lock (_gate)
        {
            if (StopReason == StopReason.None || reason == StopReason.LeaseLost)
            {
                StopReason = reason;
            }
        }

        _stop.Cancel();
    }
}

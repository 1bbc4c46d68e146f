using Kiln.Functions.Configuration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Looks after one running attempt: renews its lease, carries its progress into the document, and trips its token within
/// <see cref="KilnOptions.StopSignalSeconds"/> of a command that asks it to stop.
/// </summary>
internal sealed partial class AttemptSupervisor : IProgress<double>, IAsyncDisposable
{
    private readonly JobStore _jobs;
    private readonly KilnOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Job _claimed;
    private readonly string _taskId;
    private readonly string _token;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _done = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _watch;
    private DateTimeOffset _renewedAt;
    private int _percent;
    private int _reported;
    private volatile StopReason _reason;

    public AttemptSupervisor(
        JobStore jobs,
        KilnOptions options,
        TimeProvider clock,
        ILogger logger,
        Job claimed,
        string taskId,
        string token,
        CancellationToken hostStopping)
    {
        _logger = logger;
        _jobs = jobs;
        _options = options;
        _clock = clock;
        _claimed = claimed;
        _taskId = taskId;
        _token = token;
        _renewedAt = clock.GetUtcNow();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(hostStopping);
        _timer = new PeriodicTimer(TimeSpan.FromSeconds(options.StopSignalSeconds / 2), clock);
        _watch = WatchAsync();
    }

    /// <summary>Trips when the attempt must stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Why the token tripped; a token that tripped for no reason of the job's did so because the host stops.</summary>
    public StopReason Reason => _reason == StopReason.None && _stop.IsCancellationRequested ? StopReason.GiveBack : _reason;

    /// <inheritdoc />
    public void Report(double value) => Volatile.Write(ref _percent, (int)(100 * Math.Clamp(value, 0, 1)));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // The wait for the next look just ends when its timer goes; only a look under way is cancelled, with the exceptions that costs.
        _timer.Dispose();
        await _done.CancelAsync();
        await _watch;
        _done.Dispose();
        _stop.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look after task {TaskId} of job {JobId}; trying again.")]
    private static partial void LogLookFailed(ILogger logger, Exception exception, string taskId, string jobId);

    private async Task WatchAsync()
    {
        DateTimeOffset began = _clock.GetUtcNow();
        TimeSpan limit = _claimed.FindTask(_taskId)?.Stage.AttemptTimeout ?? TimeSpan.MaxValue;
        try
        {
            while (await _timer.WaitForNextTickAsync())
            {
                StopReason reason = _clock.GetUtcNow() - began > limit ? StopReason.TooLong : await TryLookAsync();
                if (reason != StopReason.None)
                {
                    _reason = reason;
                    await _stop.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_done.IsCancellationRequested)
        {
            // The attempt has ended by itself.
        }
    }

    /// <summary>Storage that is away for a moment must not end the work; the lease outlasts many looks.</summary>
    private async Task<StopReason> TryLookAsync()
    {
        try
        {
            return await LookAsync();
        }
        catch (Exception exception) when (!_done.IsCancellationRequested)
        {
            LogLookFailed(_logger, exception, _taskId, _claimed.Id);
            return StopReason.None;
        }
    }

    private async Task<StopReason> LookAsync()
    {
        int percent = Volatile.Read(ref _percent);
        bool renew = _clock.GetUtcNow() - _renewedAt >= TimeSpan.FromSeconds(_options.BuiltInHeartbeatSeconds);
        if (!renew && percent == _reported)
        {
            return ReasonToStop(await _jobs.GetAsync(_claimed.OrganisationId, _claimed.Id, _done.Token));
        }

        ReportProgress report = new(_taskId, _token, percent) { LeaseDuration = TimeSpan.FromSeconds(_options.BuiltInLeaseSeconds) };
        Outcome? outcome = await _jobs.UpdateAsync(_claimed.OrganisationId, _claimed.Id, report, _done.Token);
        _renewedAt = _clock.GetUtcNow();
        _reported = percent;
        return ReasonToStop(outcome?.Job);
    }

    private StopReason ReasonToStop(Job? job)
    {
        if (job?.FindTask(_taskId) is not var (_, task) || task.Lease?.Token != _token)
        {
            return StopReason.Fenced;
        }

        return job.CancelRequested || job.Suspended ? StopReason.GiveBack : StopReason.None;
    }
}

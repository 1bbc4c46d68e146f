using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Functions.Invocation;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Triggers.Timers;

/// <summary>Runs one timer function at its occurrences, one run at a time.</summary>
internal sealed class TimerRunner(TimerFunction timer, InvocationRunner runner, ScheduleStatusStore store, TimeProvider clock)
{
    // Clocks get set: a long wait looks at the clock anew this often.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly ILogger _logger = runner.Log(timer.Function);
    private ScheduleStatus _status = new();

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Runs until told to stop; a run under way is waited for.</summary>
    /// <param name="stopping">Begins no more runs.</param>
    /// <param name="runCancellation">Cancels the run under way.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken runCancellation)
    {
        DateTime start = Now;
        _status = TakeUp(start);
        try
        {
            if (_status.Next < start)
            {
                await InvokeAsync(start, isPastDue: true, runCancellation);
            }
            else if (timer.RunOnStartup)
            {
                await InvokeAsync(start, isPastDue: false, runCancellation);
            }

            while (true)
            {
                await WaitForNextAsync(stopping);
                stopping.ThrowIfCancellationRequested();
                DateTime now = Now;
                await InvokeAsync(now > _status.Next ? now : _status.Next, isPastDue: false, runCancellation);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            _logger.LogDebug("Timer function '{Function}' has stopped.", timer.Function.Name);
        }
    }

    // A remembered Next that the schedule would not give today was made by another schedule: it is reckoned again from the last run.
    private ScheduleStatus TakeUp(DateTime start)
    {
        ScheduleStatus? remembered = timer.IsMonitored ? store.Read(timer.Function.Name) : null;
        DateTime basis = remembered switch
        {
            null => start,
            { Last: var last } when last != default => last,
            _ => remembered.LastUpdated,
        };
        ScheduleStatus status = new()
        {
            Last = remembered?.Last ?? default,
            Next = timer.Schedule.NextAfter(basis),
            LastUpdated = basis,
        };
        if (timer.IsMonitored && remembered?.Next != status.Next)
        {
            store.Write(timer.Function.Name, status);
        }

        return status;
    }

    private async Task WaitForNextAsync(CancellationToken stopping)
    {
        for (TimeSpan left = _status.Next - Now; left > TimeSpan.Zero; left = _status.Next - Now)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, clock, stopping);
        }
    }

    private async Task InvokeAsync(DateTime time, bool isPastDue, CancellationToken runCancellation)
    {
        TimerInfo info = new() { IsPastDue = isPastDue, ScheduleStatus = timer.IsMonitored ? _status : null };
        try
        {
            await runner.RunAsync(timer.Function, info, NoBindingData.Instance, canBeGivenUp: true, prepare: null, runCancellation);
        }
        catch (OperationCanceledException) when (runCancellation.IsCancellationRequested)
        {
            // Not remembered as run, so that a monitored schedule makes up for it at the next start.
            throw;
        }
        catch (Exception fault)
        {
            _logger.LogError(fault, "Timer function '{Function}' failed.", timer.Function.Name);
        }

        // Occurrences that passed during the run come down to one, which then runs at once.
        _status = new ScheduleStatus { Last = time, Next = timer.Schedule.NextAfter(time), LastUpdated = time };
        if (timer.IsMonitored)
        {
            store.Write(timer.Function.Name, _status);
        }
    }
}

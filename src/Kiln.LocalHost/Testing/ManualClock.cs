namespace Kiln.LocalHost.Testing;

/// <summary>A clock that stands still until it is moved; its timers fire as it passes them.</summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;
    private TaskCompletionSource _timerSet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A clock that shows a time.</summary>
    /// <param name="start">The time; null means the beginning of 2026, UTC.</param>
    public ManualClock(DateTimeOffset? start = null) => _now = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, firing what it passes, in order, on the calling thread.</summary>
    /// <param name="time">How far; not negative.</param>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + time);
    }

    /// <summary>Moves the clock on to a time, firing what it passes, in order, on the calling thread. A time in the past moves nothing.</summary>
    public void AdvanceTo(DateTimeOffset time)
    {
        while (TakeDue(time) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Waits until somebody has a timer that is due at a time.</summary>
    public async Task WaitForTimerAsync(DateTimeOffset due, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task timerSet;
            lock (_lock)
            {
                if (_timers.Any(timer => timer.Due == due))
                {
                    return;
                }

                timerSet = _timerSet.Task;
            }

            await timerSet.WaitAsync(cancellationToken);
        }
    }

    internal void Set(ManualTimer timer, TimeSpan dueTime)
    {
        TaskCompletionSource? timerSet = null;
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = _now + dueTime;
                _timers.Add(timer);
                timerSet = _timerSet;
                _timerSet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        timerSet?.SetResult();

        if (dueTime == TimeSpan.Zero)
        {
            // As with the system's timers, never on the thread that sets the timer.
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.AdvanceTo(clock.GetUtcNow()), this, preferLocal: false);
        }
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset time)
    {
        lock (_lock)
        {
            ManualTimer? first = _timers.Where(timer => timer.Due <= time).MinBy(timer => timer.Due);
            _now = first is null ? Later(_now, time) : Later(_now, first.Due);
            if (first is not null)
            {
                _timers.Remove(first);
            }

            return first;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}

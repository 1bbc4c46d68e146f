using Kiln.LocalHost.Engine.Dispatch;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Timers;

/// <summary>
/// Fires durable timers when they are due. All of them are in memory, in the order of their times; one timer of the clock waits for
/// the first.
/// </summary>
internal sealed class TimerService : IDisposable
{
    // The clock of the day may be set forward while a wait, which runs by another clock, is on: so no wait is longer than this.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly SortedSet<(long Due, long Key, int Generation, int TaskId)> _timers = [];
    private readonly TimeProvider _clock;
    private readonly InstanceDirectory _instances;
    private readonly Action<DurabilityBoundary>? _reached;
    private readonly ITimer _wakeUp;
    private bool _stopped;

    /// <summary>A service without timers.</summary>
    public TimerService(TimeProvider clock, InstanceDirectory instances, Action<DurabilityBoundary>? reached)
    {
        _clock = clock;
        _instances = instances;
        _reached = reached;
        _wakeUp = clock.CreateTimer(static state => ((TimerService)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the next timer is due, UTC; null when none is set.</summary>
    public DateTime? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count == 0 ? null : new DateTime(_timers.Min.Due, DateTimeKind.Utc);
            }
        }
    }

    /// <summary>Sets a timer that is on disk.</summary>
    public void Add(DateTime due, long key, int generation, int taskId)
    {
        lock (_lock)
        {
            if (_timers.Add((due.Ticks, key, generation, taskId)) && _timers.Min.Key == key && _timers.Min.TaskId == taskId)
            {
                Arm();
            }
        }
    }

    /// <summary>Takes a timer away.</summary>
    public void Remove(DateTime due, long key, int generation, int taskId)
    {
        lock (_lock)
        {
            _timers.Remove((due.Ticks, key, generation, taskId));
        }
    }

    /// <summary>Fires what is due now, and waits for the next.</summary>
    public void Fire()
    {
        List<(long Due, long Key, int Generation, int TaskId)> due = [];
        lock (_lock)
        {
            long now = _clock.GetUtcNow().UtcTicks;
            while (!_stopped && _timers.Count > 0 && _timers.Min.Due <= now)
            {
                due.Add(_timers.Min);
                _timers.Remove(_timers.Min);
            }

            Arm();
        }

        foreach ((long ticks, long key, int generation, int taskId) in due)
        {
            _reached?.Invoke(DurabilityBoundary.TimerFired);
            DateTime time = new(ticks, DateTimeKind.Utc);
            _instances.Post(key, new InboundMessage(new TimerFired(taskId) { Timestamp = time }, generation, Due: time));
        }
    }

    /// <summary>Fires nothing more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
        }
    }

    public void Dispose() => _wakeUp.Dispose();

    private void Arm()
    {
        if (_stopped || _timers.Count == 0)
        {
            return;
        }

        TimeSpan wait = new(_timers.Min.Due - _clock.GetUtcNow().UtcTicks);
        _wakeUp.Change(
            wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait + TimeSpan.FromMilliseconds(1) : LongestWait,
            Timeout.InfiniteTimeSpan);
    }
}

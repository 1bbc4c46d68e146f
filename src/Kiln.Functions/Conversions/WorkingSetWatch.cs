using System.Diagnostics;

namespace Kiln.Functions.Conversions;

/// <summary>
/// The largest working set of this process while one step runs, in bytes. Where the step raised the process's high-water mark, that mark: it
/// is exact. Else the largest of what was seen when the step began, when it ended, and in between as it told its progress, at most every
/// 50 ms: a lower bound. The process also holds what runs beside the step, and what earlier steps have not given back.
/// </summary>
internal sealed class WorkingSetWatch : IProgress<double>
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly IProgress<double> _progress;
    private readonly TimeProvider _clock;
    private readonly Func<(long Now, long HighWater)> _look;
    private readonly Lock _looking = new();
    private readonly long _earlierMark;
    private long _peak;
    private long _lookedAt;

    /// <summary>Begins the watch.</summary>
    /// <param name="progress">Told on what the step tells.</param>
    /// <param name="clock">Spaces the looks.</param>
    /// <param name="look">The working set now and its high-water mark; those of this process when null.</param>
    public WorkingSetWatch(IProgress<double> progress, TimeProvider clock, Func<(long Now, long HighWater)>? look = null)
    {
        _progress = progress;
        _clock = clock;
        _look = look ?? OfThisProcess;
        (_peak, _earlierMark) = _look();
        _lookedAt = clock.GetTimestamp();
    }

    /// <inheritdoc />
    public void Report(double value)
    {
        _progress.Report(value);
        if (_clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) < BetweenLooks || !_looking.TryEnter())
        {
            return;
        }

        try
        {
            _peak = Math.Max(_peak, _look().Now);
            Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
        }
        finally
        {
            _looking.Exit();
        }
    }

    /// <summary>Ends the watch.</summary>
    public long End()
    {
        (long now, long mark) = _look();
        lock (_looking)
        {
            return mark > _earlierMark ? mark : Math.Max(_peak, now);
        }
    }

    private static (long Now, long HighWater) OfThisProcess()
    {
        using Process process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.PeakWorkingSet64);
    }
}

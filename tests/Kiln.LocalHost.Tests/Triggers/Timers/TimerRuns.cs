using System.Threading.Channels;
using Kiln.LocalHost.Functions;

namespace Kiln.LocalHost.Tests.Triggers.Timers;

/// <summary>The runs of a timer function, in order.</summary>
public sealed class TimerRuns
{
    private readonly Channel<TimerRun> _runs = Channel.CreateUnbounded<TimerRun>();
    private int _running;

    public int Waiting => _runs.Reader.Count;

    public int MostAtOnce { get; private set; }

    public Task<TimerRun> NextAsync() => _runs.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async Task RunAsync(TimerInfo info, bool untilReleased)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
        TimerRun run = new(info);
        _runs.Writer.TryWrite(run);
        if (untilReleased)
        {
            await run.Released;
        }

        Interlocked.Decrement(ref _running);
    }
}

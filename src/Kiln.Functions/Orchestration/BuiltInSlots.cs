using Kiln.Functions.Configuration;
using Kiln.Storage;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Bounds the built-in work of this process, so that the host need not: it may run many activities side by side, and those that decide,
/// end and settle jobs or deliver webhooks never wait behind work. Whoever waits here has claimed nothing yet; a free slot goes to the
/// waiting job of the highest priority, of several to the oldest.
/// </summary>
public sealed class BuiltInSlots
{
    private readonly Lock _lock = new();
    private readonly SortedSet<SlotWaiter> _waiting = [];
    private readonly CancellationToken _stopping;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private int _free;
    private long _arrivals;

    /// <summary>All slots free.</summary>
    public BuiltInSlots(IOptions<KilnOptions> options, StorageTopology topology, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(lifetime);
        _free = options.Value.BuiltInConcurrency;
        _stopping = lifetime.ApplicationStopping;
        _clock = clock;

        // Where there are other processes, one of them may have a slot sooner: the activity ends, and its repetition may go there.
        _patience = topology.IsSoleProcess ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10);
    }

    /// <summary>Runs work in a slot; false, with nothing run, when none became free in good time or the host stops.</summary>
    /// <param name="rank">Where the job stands among those that wait; asked only when it has to.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<bool> TryRunAsync(Func<ValueTask<SlotRank>> rank, Func<Task<bool>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rank);
        ArgumentNullException.ThrowIfNull(work);
        if (!TryTake() && !await WaitAsync(await rank(), cancellationToken))
        {
            return false;
        }

        try
        {
            return await work();
        }
        finally
        {
            Release();
        }
    }

    private bool TryTake()
    {
        lock (_lock)
        {
            if (_free == 0)
            {
                return false;
            }

            _free--;
            return true;
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            if (_waiting.Min is { } next)
            {
                _waiting.Remove(next);
                next.Turn.SetResult(true);
            }
            else
            {
                _free++;
            }
        }
    }

    private async Task<bool> WaitAsync(SlotRank rank, CancellationToken cancellationToken)
    {
        SlotWaiter waiter;
        lock (_lock)
        {
            // One may have become free while the rank was looked up.
            if (TryTake())
            {
                return true;
            }

            waiter = new SlotWaiter(rank, _arrivals++);
            _waiting.Add(waiter);
        }

        using CancellationTokenSource patience = new(_patience, _clock);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping, patience.Token);
        using CancellationTokenRegistration given = any.Token.UnsafeRegister(_ => GiveUp(waiter), null);
        return await waiter.Turn.Task;
    }

    private void GiveUp(SlotWaiter waiter)
    {
        lock (_lock)
        {
            if (_waiting.Remove(waiter))
            {
                waiter.Turn.SetResult(false);
            }
        }
    }
}

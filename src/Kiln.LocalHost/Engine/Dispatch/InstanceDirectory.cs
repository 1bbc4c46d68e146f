using System.Collections.Concurrent;
using System.Threading.Channels;
using Kiln.LocalHost.Engine.Storage;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>The instances in memory, and the queue of those that are ready for a turn.</summary>
internal sealed class InstanceDirectory(EngineLoad load, int maximumCached, long maximumCachedBytes)
{
    private readonly ConcurrentDictionary<long, InstanceActor> _actors = new();
    private readonly Channel<InstanceActor> _ready = Channel.CreateUnbounded<InstanceActor>();
    private readonly LinkedList<InstanceActor> _cache = new();
    private long _cachedBytes;

    /// <summary>Instances that are ready for a turn.</summary>
    public ChannelReader<InstanceActor> Ready => _ready.Reader;

    /// <summary>Instances in memory.</summary>
    public int Count => _actors.Count;

    /// <summary>Hands a message to an instance, which is read from the database if it is not in memory.</summary>
    public void Post(long key, InboundMessage message, InstanceState? created = null)
    {
        while (true)
        {
            InstanceActor actor = _actors.GetOrAdd(key, static (number, state) => new InstanceActor(number) { State = state }, created);
            if (actor.TryPost(message, out bool mustSchedule))
            {
                if (mustSchedule)
                {
                    Schedule(actor);
                }

                return;
            }

            _actors.TryRemove(KeyValuePair.Create(key, actor));
        }
    }

    /// <summary>Ends a turn: the instance takes its next turn, stays in memory, or leaves it.</summary>
    /// <param name="actor">The instance.</param>
    /// <param name="keep">Whether it is worth keeping.</param>
    public void FinishTurn(InstanceActor actor, bool keep)
    {
        if (actor.FinishTurn())
        {
            _ready.Writer.TryWrite(actor);
            return;
        }

        if (!keep)
        {
            Remove(actor);
        }
        else
        {
            Touch(actor);
        }

        load.Exit();
    }

    /// <summary>Puts an instance whose turn failed back among those that are ready.</summary>
    public void Reschedule(InstanceActor actor) => _ready.Writer.TryWrite(actor);

    /// <summary>No more turns are handed out.</summary>
    public void Close() => _ready.Writer.TryComplete();

    private void Schedule(InstanceActor actor)
    {
        load.Enter();
        if (!_ready.Writer.TryWrite(actor))
        {
            load.Exit();
        }
    }

    private void Remove(InstanceActor actor)
    {
        if (!actor.TryRetire())
        {
            return;
        }

        _actors.TryRemove(KeyValuePair.Create(actor.Key, actor));
        lock (_cache)
        {
            Forget(actor);
        }
    }

    private void Touch(InstanceActor actor)
    {
        lock (_cache)
        {
            Forget(actor);
            actor.CacheNode = _cache.AddLast(actor);
            actor.CachedBytes = actor.HistoryBytes;
            _cachedBytes += actor.CachedBytes;
            while ((_cache.Count > maximumCached || _cachedBytes > maximumCachedBytes) && _cache.First is { } oldest)
            {
                // One that has become busy comes back here at the end of its turn.
                Forget(oldest.Value);
                if (oldest.Value.TryRetire())
                {
                    _actors.TryRemove(KeyValuePair.Create(oldest.Value.Key, oldest.Value));
                }
            }
        }
    }

    private void Forget(InstanceActor actor)
    {
        if (actor.CacheNode is { } node)
        {
            _cache.Remove(node);
            _cachedBytes -= actor.CachedBytes;
            actor.CacheNode = null;
        }
    }
}

using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Engine.Storage;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>
/// An instance in memory: its messages, and between turns its executor. At most one turn runs at a time; the turn owns all members
/// but the queue, which has the lock.
/// </summary>
internal sealed class InstanceActor(long key)
{
    private readonly Lock _lock = new();
    private List<InboundMessage> _queue = [];
    private bool _scheduled;
    private bool _retired;

    /// <summary>The instance's row.</summary>
    public long Key { get; } = key;

    /// <summary>Its state as of the last commit; null until it is loaded.</summary>
    public InstanceState? State { get; set; }

    /// <summary>Its execution in memory; null until it is needed.</summary>
    public OrchestrationExecutor? Executor { get; set; }

    /// <summary>Size of the history that the executor stands for.</summary>
    public long HistoryBytes { get; set; }

    /// <summary>Messages of the inbox up to this number were taken when the instance was loaded.</summary>
    public long LoadedInbox { get; set; }

    /// <summary>Turns that could not be taken, or not be written, in a row.</summary>
    public int FailedTurns { get; set; }

    /// <summary>Its place in the cache's order of use.</summary>
    public LinkedListNode<InstanceActor>? CacheNode { get; set; }

    /// <summary>The part of <see cref="HistoryBytes"/> that the cache has counted.</summary>
    public long CachedBytes { get; set; }

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mustSchedule">True when the caller has to put this instance among those that are ready.</param>
    /// <returns>False when the actor is no longer in use and another one must be asked for.</returns>
    public bool TryPost(InboundMessage message, out bool mustSchedule)
    {
        lock (_lock)
        {
            if (_retired)
            {
                mustSchedule = false;
                return false;
            }

            _queue.Add(message);
            mustSchedule = !_scheduled;
            _scheduled = true;
            return true;
        }
    }

    /// <summary>Takes all messages, at the beginning of a turn.</summary>
    public List<InboundMessage> TakeMessages()
    {
        lock (_lock)
        {
            List<InboundMessage> taken = _queue;
            _queue = [];
            return taken;
        }
    }

    /// <summary>Puts messages back in front, after a turn that could not be written.</summary>
    public void PutBack(List<InboundMessage> messages)
    {
        lock (_lock)
        {
            _queue.InsertRange(0, messages);
        }
    }

    /// <summary>Ends a turn: true when there is more to do and the caller must put the instance among those that are ready.</summary>
    public bool FinishTurn()
    {
        lock (_lock)
        {
            _scheduled = _queue.Count > 0;
            return _scheduled;
        }
    }

    /// <summary>Takes the actor out of use unless it is busy.</summary>
    public bool TryRetire()
    {
        lock (_lock)
        {
            _retired = _retired || !_scheduled;
            return _retired;
        }
    }
}

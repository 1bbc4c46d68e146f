using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>
/// Events that came in and waits for them. An event without a wait is kept, first in first out per name; of several waits for one
/// name the newest is served first. Names ignore case.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter, bool cancelledWaitTakesEvent)
{
    private readonly Dictionary<string, List<EventWait>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _unprocessed = [];

    /// <summary>True while the orchestrator waits for an event.</summary>
    public bool HasWaits => _waits.Values.Any(waits => waits.Any(wait => !wait.IsOver));

    /// <summary>Events that nobody took, oldest first.</summary>
    public IReadOnlyList<EventRaised> Unprocessed => _unprocessed;

    /// <summary>Hands an event to the newest wait, or keeps it.</summary>
    public void Raise(EventRaised raised)
    {
        if (!_waits.TryGetValue(raised.Name, out List<EventWait>? waits))
        {
            _unprocessed.Add(raised);
            return;
        }

        EventWait newest = waits[^1];
        Remove(raised.Name, waits, newest);
        newest.Complete(raised.Input);
    }

    /// <summary>Takes the oldest event of a name, or waits for the next one.</summary>
    /// <exception cref="ArgumentException">There is a wait for this name with another type.</exception>
    public Task<T> Wait<T>(string name, CancellationToken cancellationToken)
    {
        EventWait<T> wait = new(converter);
        int index = _unprocessed.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            EventRaised oldest = _unprocessed[index];
            _unprocessed.RemoveAt(index);
            wait.Complete(oldest.Input);
            return wait.Task;
        }

        if (!_waits.TryGetValue(name, out List<EventWait>? waits))
        {
            _waits.Add(name, waits = []);
        }
        else if (waits[0] is not EventWait<T>)
        {
            throw new ArgumentException(
                $"There is a wait for the event '{name}' with another type than {typeof(T)}: all waits for one event must have one type.",
                nameof(name));
        }

        waits.Add(wait);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => Cancel(name, waits, wait, cancellationToken), useSynchronizationContext: false);
        }

        return wait.Task;
    }

    private void Cancel(string name, List<EventWait> waits, EventWait wait, CancellationToken cancellationToken)
    {
        if (!cancelledWaitTakesEvent && waits.Contains(wait))
        {
            Remove(name, waits, wait);
        }

        wait.Cancel(cancellationToken);
    }

    private void Remove(string name, List<EventWait> waits, EventWait wait)
    {
        waits.Remove(wait);
        if (waits.Count == 0)
        {
            _waits.Remove(name);
        }
    }
}

namespace Kiln.LocalHost.Engine.Client;

/// <summary>Callers that wait for an instance to start or to finish.</summary>
internal sealed class InstanceWaits
{
    private readonly Dictionary<string, TaskCompletionSource> _waits = new(StringComparer.Ordinal);

    /// <summary>Completes at the next change of the instance's status. Ask for it before looking at the status.</summary>
    public Task NextChangeAsync(string instanceId)
    {
        lock (_waits)
        {
            if (!_waits.TryGetValue(instanceId, out TaskCompletionSource? wait))
            {
                wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waits.Add(instanceId, wait);
            }

            return wait.Task;
        }
    }

    /// <summary>A caller no longer waits; an instance that nobody waits for is forgotten at its next change or here.</summary>
    public void Abandon(string instanceId, Task wait)
    {
        lock (_waits)
        {
            // Others that share the wait look at the status once more and wait anew.
            if (_waits.TryGetValue(instanceId, out TaskCompletionSource? current) && current.Task == wait)
            {
                _waits.Remove(instanceId);
                current.SetResult();
            }
        }
    }

    /// <summary>The instance's status has changed.</summary>
    public void Signal(string instanceId)
    {
        lock (_waits)
        {
            if (_waits.Remove(instanceId, out TaskCompletionSource? wait))
            {
                wait.SetResult();
            }
        }
    }

    /// <summary>Fails every wait: the engine stops.</summary>
    public void Close()
    {
        lock (_waits)
        {
            foreach (TaskCompletionSource wait in _waits.Values)
            {
                wait.SetException(new ObjectDisposedException(nameof(DurableEngine), "The engine was stopped while the instance was waited for."));
            }

            _waits.Clear();
        }
    }
}

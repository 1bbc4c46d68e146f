using System.Collections.Concurrent;

namespace Kiln.Storage.Concurrency;

/// <summary>
/// Wakes those of this process who wait for a document to change. A waiter asks for the signal first, then reads, then waits: so no
/// change falls between. Processes do not hear each other.
/// </summary>
public sealed class ChangeSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = new(StringComparer.Ordinal);

    /// <summary>Completes at the next change of the document after this call.</summary>
    public Task NextChange(string key) =>
        _signals.GetOrAdd(key, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Says that the document has changed.</summary>
    public void Announce(string key)
    {
        if (_signals.TryRemove(key, out TaskCompletionSource? signal))
        {
            signal.SetResult();
        }
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Kiln.Storage.Concurrency;

/// <summary>Keeps what was used last in memory, up to a total weight.</summary>
/// <param name="capacity">The most weight that is kept; a single value heavier than this is not kept at all.</param>
public sealed class BoundedCache<TValue>(long capacity)
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);

    // The most recently used stands first.
    private readonly LinkedList<Entry> _byUse = new();
    private long _weight;

    /// <summary>What all that is kept weighs.</summary>
    public long Weight
    {
        get
        {
            lock (_gate)
            {
                return _weight;
            }
        }
    }

    /// <summary>The value of a key, which counts as used by this.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                value = null;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>Keeps a value in the place of what its key had.</summary>
    public void Set(string key, TValue value, long weight)
    {
        lock (_gate)
        {
            Drop(key);
            if (weight > capacity)
            {
                return;
            }

            _entries.Add(key, _byUse.AddFirst(new Entry(key, value, weight)));
            _weight += weight;
            while (_weight > capacity)
            {
                Drop(_byUse.Last!.Value.Key);
            }
        }
    }

    /// <summary>Forgets a key.</summary>
    public void Remove(string key)
    {
        lock (_gate)
        {
            Drop(key);
        }
    }

    private void Drop(string key)
    {
        if (_entries.Remove(key, out LinkedListNode<Entry>? node))
        {
            _byUse.Remove(node);
            _weight -= node.Value.Weight;
        }
    }

    private readonly record struct Entry(string Key, TValue Value, long Weight);
}

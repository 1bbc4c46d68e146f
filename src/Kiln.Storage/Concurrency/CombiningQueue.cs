namespace Kiln.Storage.Concurrency;

/// <summary>
/// Gathers work on one document while an earlier write of it is under way, and hands it over together: so callers of one process
/// do not race each other over the document's version, and one write carries the work of many.
/// </summary>
/// <param name="process">Does the gathered work of one key; it must complete every item and not throw.</param>
internal sealed class CombiningQueue<TItem>(Func<string, IReadOnlyList<TItem>, Task> process)
{
    private readonly Lock _gate = new();

    // A key is here while its work is being done; the list is what came meanwhile.
    private readonly Dictionary<string, List<TItem>> _arrived = new(StringComparer.Ordinal);

    /// <summary>Adds work on a key; it begins at once when none is under way.</summary>
    public void Add(string key, TItem item)
    {
        lock (_gate)
        {
            if (_arrived.TryGetValue(key, out List<TItem>? arrived))
            {
                arrived.Add(item);
                return;
            }

            _arrived.Add(key, []);
        }

        _ = ProcessAsync(key, [item]);
    }

    private async Task ProcessAsync(string key, List<TItem> items)
    {
        while (true)
        {
            await process(key, items);
            lock (_gate)
            {
                items = _arrived[key];
                if (items.Count == 0)
                {
                    _arrived.Remove(key);
                    return;
                }

                _arrived[key] = [];
            }
        }
    }
}

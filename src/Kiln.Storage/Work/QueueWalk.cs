namespace Kiln.Storage.Work;

/// <summary>Goes through several queues at once in the order of claiming.</summary>
internal sealed class QueueWalk : IAsyncDisposable
{
    private readonly List<IAsyncEnumerator<ListedEntry>> _queues;
    private bool _begun;

    public QueueWalk(QueueEntries entries, string organisationId, IReadOnlyList<string> queues, DateTimeOffset now) =>
        _queues = [.. queues.Distinct(StringComparer.Ordinal).Select(queue => entries.ListAsync(organisationId, queue, now).GetAsyncEnumerator())];

    /// <summary>The next entry; null after the last.</summary>
    public async Task<ListedEntry?> NextAsync()
    {
        if (!_begun)
        {
            _begun = true;
            foreach (IAsyncEnumerator<ListedEntry> queue in _queues.ToArray())
            {
                await AdvanceAsync(queue);
            }
        }

        if (_queues.Count == 0)
        {
            return null;
        }

        IAsyncEnumerator<ListedEntry> first = _queues.MinBy(queue => queue.Current.Entry, ClaimOrder.Instance)!;
        ListedEntry next = first.Current;
        await AdvanceAsync(first);
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncEnumerator<ListedEntry> queue in _queues)
        {
            await queue.DisposeAsync();
        }
    }

    private async Task AdvanceAsync(IAsyncEnumerator<ListedEntry> queue)
    {
        if (!await queue.MoveNextAsync())
        {
            _queues.Remove(queue);
            await queue.DisposeAsync();
        }
    }

    private sealed class ClaimOrder : IComparer<QueueEntry>
    {
        public static ClaimOrder Instance { get; } = new();

        public int Compare(QueueEntry? x, QueueEntry? y) => (-x!.Priority, x.Since).CompareTo((-y!.Priority, y.Since)) is var order and not 0
            ? order
            : string.CompareOrdinal(x.GroupId, y.GroupId);
    }
}

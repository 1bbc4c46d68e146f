using System.Runtime.CompilerServices;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Work;

/// <summary>
/// The entries of the work queues, one small document each, in the order of claiming. They are derived from what they stand for: an
/// entry that is there may be out of date, and whoever finds it so removes that version of it; one that is missing is put by the
/// next change of its group, or by the sweep.
/// </summary>
public sealed class QueueEntries(IDocumentStore documents)
{
    // Most claims look at the first entry or two; who must look further takes larger steps.
    private const int FirstPageSize = 8;
    private const int PageSize = 200;

    private static readonly ReadOnlyMemory<byte> EmptyBody = "{}"u8.ToArray();
    private readonly ChangeSignals _signals = new();

    /// <summary>Puts an entry, always as a new version, and wakes those of this process who wait at its queue.</summary>
    public async Task PutAsync(QueueEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await documents.PutAsync(entry.Key, new DocumentWrite(EmptyBody, entry.Metadata), WriteCondition.Always);
        _signals.Announce(QueueEntry.Prefix(entry.OrganisationId, entry.Queue));
    }

    /// <summary>Removes an entry; harmless when it is not there.</summary>
    public Task RemoveAsync(QueueEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return documents.DeleteAsync(entry.Key);
    }

    /// <summary>Removes an entry that was found out of date, unless it was put again since the listing.</summary>
    public Task RemoveAsync(ListedEntry listed)
    {
        ArgumentNullException.ThrowIfNull(listed);
        return documents.DeleteAsync(listed.Entry.Key, listed.ETag);
    }

    /// <summary>
    /// The entries of a queue in the order of claiming. Of those that are not ready at that time only the first of each priority is
    /// listed, so that a caller learns when to look again.
    /// </summary>
    public async IAsyncEnumerable<ListedEntry> ListAsync(
        string organisationId,
        string queue,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DocumentQuery? query = new(QueueEntry.Prefix(organisationId, queue), FirstPageSize);
        while (query is not null)
        {
            DocumentPage page = await documents.ListAsync(query, cancellationToken);
            query = page.ContinuationToken is null
                ? null
                : query with { ContinuationToken = page.ContinuationToken, PageSize = PageSize };
            foreach (DocumentListItem item in page.Items)
            {
                QueueEntry entry = QueueEntry.Parse(organisationId, queue, item.Key, item.Metadata);
                yield return new ListedEntry(entry, item.ETag);
                if (entry.Since > now)
                {
                    query = new DocumentQuery(QueueEntry.Prefix(organisationId, queue), FirstPageSize) { After = entry.EndOfPriority() };
                    break;
                }
            }
        }
    }

    /// <summary>The keys of all entries of an organisation with their groups, for repairs.</summary>
    internal IAsyncEnumerable<DocumentListItem> ListAllAsync(string organisationId, CancellationToken cancellationToken) =>
        documents.EnumerateAsync(QueueEntry.Prefix(organisationId), null, cancellationToken);

    /// <summary>Begins to listen to a queue: woken when this process puts an entry there.</summary>
    public ChangeSignals.Listener Listen(string organisationId, string queue) =>
        _signals.Listen(QueueEntry.Prefix(organisationId, queue));
}

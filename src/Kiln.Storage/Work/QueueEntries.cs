using System.Runtime.CompilerServices;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Work;

/// <summary>
/// The entries of the work queues, one small document each, in the order of claiming. They are derived from what they stand for: an
/// entry that is there may be out of date, and whoever finds it so removes that version of it; one that is missing is put by the
/// next change of its group, or by the sweep.
/// </summary>
public sealed class QueueEntries(IDocumentStore documents, TimeProvider time)
{
    // Most claims look at the first entry or two; who must look further takes larger steps.
    private const int FirstPageSize = 8;
    private const int PageSize = 200;

    private static readonly ReadOnlyMemory<byte> EmptyBody = "{}"u8.ToArray();
    private readonly WorkOffers<string> _offers = new(time);

    /// <summary>Puts an entry, always as a new version, and offers its work to those of this process who wait at its queue.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="pieces">How much work it stands for.</param>
    public async Task PutAsync(QueueEntry entry, int pieces)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await documents.PutAsync(entry.Key, new DocumentWrite(EmptyBody, entry.Metadata), WriteCondition.Always);
        Offer(entry, pieces);
    }

    /// <summary>Offers an entry's work to those of this process who wait at its queue: now, or when it becomes ready.</summary>
    public void Offer(QueueEntry entry, int pieces)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Since > time.GetUtcNow())
        {
            OfferLater(entry, entry.Since);
        }
        else
        {
            _offers.Make(QueueEntry.Prefix(entry.OrganisationId, entry.Queue), KindOf(entry), pieces);
        }
    }

    /// <summary>Offers an entry's work to those who wait at its queue when a time has come.</summary>
    public void OfferLater(QueueEntry entry, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _offers.MakeLater(QueueEntry.Prefix(entry.OrganisationId, entry.Queue), KindOf(entry), at);
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

    /// <summary>Begins to wait for what a claim asks for: woken when this process puts work there.</summary>
    internal WorkOffers<string>.Listener Listen(TaskClaim claim) => _offers.Listen(
        claim.Types.Select(type => QueueEntry.Prefix(claim.OrganisationId, type)),
        kind => claim.Surface is null || claim.Surface == kind);

    private static string KindOf(QueueEntry entry) => JobQueue.SurfaceOf(entry) ?? "";
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Jobs;

/// <summary>
/// Listings of jobs: the document store filters by metadata in the order of the keys, which is newest first, and only the bodies of
/// the page itself are read. Several states are several listings, merged by key.
/// </summary>
internal sealed class JobListing(IDocumentStore documents, Func<string, CancellationToken, Task<Job?>> read)
{
    // A cursor is the store's own token when one listing gives the page, or the last key when several were merged.
    private const string TokenMark = "t", KeyMark = "k";
    private const int RowsPerPage = 1000;

    public async Task<JobPage> ReadPageAsync(JobQuery query, int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        DocumentQuery[] listings = [.. ToDocumentQueries(query, pageSize)];
        if (listings.Length == 1)
        {
            DocumentQuery listing = listings[0] with { ContinuationToken = ReadCursor(cursor, TokenMark) };
            DocumentPage page = await documents.ListAsync(listing, cancellationToken);
            string? next = page.ContinuationToken is null ? null : TokenMark + page.ContinuationToken;
            return new JobPage(await ReadJobsAsync(page.Items, cancellationToken), next);
        }

        string? lastKey = ReadCursor(cursor, KeyMark) is { } suffix ? JobKeys.Prefix(query.OrganisationId) + suffix : null;
        List<DocumentListItem> items = await MergeAsync(
            listings.Select(listing => listing with { After = lastKey ?? listing.After, PageSize = pageSize + 1 }),
            pageSize + 1,
            cancellationToken);
        bool more = items.Count > pageSize;
        List<DocumentListItem> shown = more ? items[..pageSize] : items;
        string? nextCursor = more ? KeyMark + shown[^1].Key[JobKeys.Prefix(query.OrganisationId).Length..] : null;
        return new JobPage(await ReadJobsAsync(shown, cancellationToken), nextCursor);
    }

    public async Task<NumberedJobPage> ReadNumberedPageAsync(
        JobQuery query, int pageSize, int page, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        long total = await CountAsync(query, cancellationToken);
        long first = (page - 1L) * pageSize;
        if (first >= total)
        {
            return new NumberedJobPage([], total);
        }

        DocumentQuery[] listings = [.. ToDocumentQueries(query, pageSize)];
        List<DocumentListItem> items;
        if (listings.Length == 1)
        {
            items = await TakeAsync(listings[0] with { Skip = (int)first }, pageSize, cancellationToken);
        }
        else
        {
            int end = (int)first + pageSize;
            items = await MergeAsync(listings.Select(listing => listing with { PageSize = end }), end, cancellationToken);
            items = items[Math.Min((int)first, items.Count)..];
        }

        return new NumberedJobPage(await ReadJobsAsync(items, cancellationToken), total);
    }

    public async Task<bool> AnyAsync(JobQuery query, CancellationToken cancellationToken)
    {
        foreach (DocumentQuery listing in ToDocumentQueries(query, 1))
        {
            if ((await TakeAsync(listing, 1, cancellationToken)).Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    public async Task<long> CountAsync(JobQuery query, CancellationToken cancellationToken)
    {
        long count = 0;
        foreach (DocumentQuery listing in ToDocumentQueries(query, 1))
        {
            count += await documents.CountAsync(listing, cancellationToken);
            if (listing.Where!.Count == 0)
            {
                // The marks of abandoned identifiers stand among the jobs; a condition leaves them out by itself.
                Dictionary<string, string> marks = new() { [JobMetadata.Abandoned] = JobMetadata.Set };
                count -= await documents.CountAsync(listing with { Where = marks }, cancellationToken);
            }
        }

        return count;
    }

    /// <summary>Every job of a query without a read of any, by state and then the newest first.</summary>
    public async IAsyncEnumerable<JobRow> EnumerateRowsAsync(
        JobQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = JobKeys.Prefix(query.OrganisationId);
        foreach (DocumentQuery listing in ToDocumentQueries(query, RowsPerPage))
        {
            DocumentQuery next = listing;
            do
            {
                DocumentPage page = await documents.ListAsync(next, cancellationToken);
                foreach (DocumentListItem item in page.Items.Where(item => !item.Metadata.ContainsKey(JobMetadata.Abandoned)))
                {
                    yield return new JobRow(
                        TimeOrderedKey.ToId(item.Key[prefix.Length..]),
                        item.ETag,
                        JobMetadata.FromWord(item.Metadata[JobMetadata.Type]),
                        JobMetadata.FromWord(item.Metadata[JobMetadata.Surface]),
                        Enum.Parse<JobState>(item.Metadata[JobMetadata.Status]),
                        item.Metadata.ContainsKey(JobMetadata.Driven),
                        item.Metadata.ContainsKey(JobMetadata.Callback));
                }

                next = next with { ContinuationToken = page.ContinuationToken };
            }
            while (next.ContinuationToken is not null);
        }
    }

    private static IEnumerable<DocumentQuery> ToDocumentQueries(JobQuery query, int pageSize)
    {
        string prefix = JobKeys.Prefix(query.OrganisationId);
        Dictionary<string, string> where = ToMetadata(query);
        bool isBatch = query.BatchId is not null && PartId.IsRoot(query.BatchId);
        DocumentQuery listing = new(isBatch ? JobKeys.PrefixOfBatch(query.OrganisationId, query.BatchId!) : prefix, pageSize)
        {
            After = query.CreatedBefore is { } before ? prefix + TimeOrderedKey.Boundary(before) : null,
            UpTo = query.CreatedFrom is { } from ? prefix + TimeOrderedKey.Boundary(from) : null,
            Where = where,
        };
        return query.States.Count == 0
            ? [listing]
            : query.States.Distinct().Select(state => listing with
            {
                Where = new Dictionary<string, string>(where) { [JobMetadata.Status] = state.ToString() },
            });
    }

    private static Dictionary<string, string> ToMetadata(JobQuery query)
    {
        Dictionary<string, string> where = [];
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                where[name] = value;
            }
        }

        Add(JobMetadata.Type, query.Type is null ? null : JobMetadata.Word(query.Type));
        Add(JobMetadata.Surface, query.Surface is null ? null : JobMetadata.Word(query.Surface));
        Add(JobMetadata.Priority, query.Priority?.ToString(CultureInfo.InvariantCulture));
        Add(JobMetadata.Batch, query.BatchId is null || PartId.IsRoot(query.BatchId) ? null : JobMetadata.Word(query.BatchId));
        Add(JobMetadata.Active, query.ActiveOnly ? JobMetadata.Set : null);
        Add(JobMetadata.Ready, query.ReadyOnly ? JobMetadata.Set : null);
        Add(JobMetadata.Leased, query.LeasedOnly ? JobMetadata.Set : null);
        Add(JobMetadata.DeadLettered, query.DeadLetteredOnly ? JobMetadata.Set : null);
        Add(JobMetadata.Unsettled, query.UnsettledOnly ? JobMetadata.Set : null);
        foreach ((string name, string value) in query.Labels)
        {
            Add(JobMetadata.Label(name, value), JobMetadata.Set);
        }

        return where;
    }

    private static string? ReadCursor(string? cursor, string mark) => cursor is null
        ? null
        : cursor.StartsWith(mark, StringComparison.Ordinal)
            ? cursor[mark.Length..]
            : throw new ArgumentException($"'{cursor}' is not a cursor of this listing.", nameof(cursor));

    private async Task<List<DocumentListItem>> MergeAsync(
        IEnumerable<DocumentQuery> listings, int count, CancellationToken cancellationToken)
    {
        List<DocumentListItem>[] parts = await Task.WhenAll(listings.Select(listing => TakeAsync(listing, count, cancellationToken)));
        return [.. parts.SelectMany(part => part).OrderBy(item => item.Key, StringComparer.Ordinal).Take(count)];
    }

    private async Task<List<DocumentListItem>> TakeAsync(DocumentQuery query, int count, CancellationToken cancellationToken)
    {
        List<DocumentListItem> items = [];
        do
        {
            DocumentPage page = await documents.ListAsync(query, cancellationToken);
            items.AddRange(page.Items);
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null && items.Count < count);
        return items.Count > count ? items[..count] : items;
    }

    private async Task<List<Job>> ReadJobsAsync(IReadOnlyList<DocumentListItem> items, CancellationToken cancellationToken)
    {
        Job?[] jobs = await Task.WhenAll(items.Select(item => read(item.Key, cancellationToken)));

        // What was deleted between the listing and the read, or is the mark of an abandoned identifier, is no job.
        return [.. jobs.OfType<Job>()];
    }
}

using Kiln.Storage.Documents;

namespace Kiln.Storage.Tests.Support;

/// <summary>Documents in memory, held to the same contract as the real stores; for tests of what is written over them.</summary>
internal sealed class MemoryDocumentStore : IDocumentStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);
    private long _versions;

    public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        StorageName.Require(key);
        lock (_gate)
        {
            return Task.FromResult(_documents.GetValueOrDefault(key));
        }
    }

    public Task<string?> PutAsync(
        string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
    {
        StorageName.Require(key);
        DocumentMetadata.Require(write.Metadata);
        lock (_gate)
        {
            StoredDocument? current = _documents.GetValueOrDefault(key);
            if ((condition.MustBeAbsent && current is not null) || (condition.ETag is not null && condition.ETag != current?.ETag))
            {
                return Task.FromResult<string?>(null);
            }

            string etag = $"v{++_versions}";
            _documents[key] = new StoredDocument(key, write.Body.ToArray(), etag, new Dictionary<string, string>(write.Metadata));
            return Task.FromResult<string?>(etag);
        }
    }

    public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        StorageName.Require(key);
        lock (_gate)
        {
            bool found = _documents.TryGetValue(key, out StoredDocument? current) && (ifMatch is null || ifMatch == current.ETag);
            return Task.FromResult(found && _documents.Remove(key));
        }
    }

    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default)
    {
        string last = query.ContinuationToken ?? "";
        if (query.ContinuationToken is not null && !last.StartsWith(query.Prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException("Not a token of this listing.", nameof(query));
        }

        IEnumerable<DocumentListItem> rest = Matching(query)
            .Where(item => string.CompareOrdinal(item.Key, last) > 0)
            .Skip(query.ContinuationToken is null ? query.Skip : 0);
        List<DocumentListItem> items = [.. rest.Take(query.PageSize + 1)];
        return Task.FromResult(items.Count > query.PageSize
            ? new DocumentPage(items[..query.PageSize], items[query.PageSize - 1].Key)
            : new DocumentPage(items, null));
    }

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult((long)Matching(query).Count);

    private List<DocumentListItem> Matching(DocumentQuery query)
    {
        StorageName.RequirePrefix(query.Prefix);
        lock (_gate)
        {
            return [.. _documents.Values
                .Where(document => document.Key.StartsWith(query.Prefix, StringComparison.Ordinal)
                    && (query.After is null || string.CompareOrdinal(document.Key, query.After) > 0)
                    && (query.UpTo is null || string.CompareOrdinal(document.Key, query.UpTo) <= 0)
                    && (query.Where ?? new Dictionary<string, string>()).All(
                        pair => document.Metadata.TryGetValue(pair.Key, out string? value) && value == pair.Value))
                .Select(document => new DocumentListItem(document.Key, document.ETag, document.Metadata))];
        }
    }
}

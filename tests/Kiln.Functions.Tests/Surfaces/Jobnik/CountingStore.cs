using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Support;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

/// <summary>Keeps documents in memory and counts how many are read.</summary>
internal sealed class CountingStore : IDocumentStore
{
    private readonly MemoryDocumentStore _store = new();

    public int Reads { get; set; }

    public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Reads++;
        return _store.GetAsync(key, cancellationToken);
    }

    public Task<string?> PutAsync(string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default) =>
        _store.PutAsync(key, write, condition, cancellationToken);

    public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        _store.DeleteAsync(key, ifMatch, cancellationToken);

    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        _store.ListAsync(query, cancellationToken);

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        _store.CountAsync(query, cancellationToken);
}

using Kiln.Storage.Documents;

namespace Kiln.Storage.Tests.Support;

/// <summary>Measures what is written.</summary>
internal sealed class SizingStore(IDocumentStore store) : IDocumentStore
{
    private readonly Lock _gate = new();

    public long Written { get; private set; }

    public int Largest { get; private set; }

    public void Reset() => (Written, Largest) = (0, 0);

    public Task<string?> PutAsync(string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Written += write.Body.Length;
            Largest = Math.Max(Largest, write.Body.Length);
        }

        return store.PutAsync(key, write, condition, cancellationToken);
    }

    public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default) => store.GetAsync(key, cancellationToken);

    public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        store.DeleteAsync(key, ifMatch, cancellationToken);

    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        store.ListAsync(query, cancellationToken);

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        store.CountAsync(query, cancellationToken);
}

using Kiln.Storage.Documents;

namespace Kiln.Storage.Tests.Work;

/// <summary>Lets somebody else act after each read of a job, before the reader has it.</summary>
internal sealed class OvertakenStore(IDocumentStore store, Func<Task> overtake) : IDocumentStore
{
    private volatile bool _letGo;

    public void LetGo() => _letGo = true;

    public async Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        StoredDocument? document = await store.GetAsync(key, cancellationToken);
        if (!_letGo && key.Contains("/jobs/", StringComparison.Ordinal))
        {
            await overtake();
        }

        return document;
    }

    public Task<string?> PutAsync(
        string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default) =>
        store.PutAsync(key, write, condition, cancellationToken);

    public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        store.DeleteAsync(key, ifMatch, cancellationToken);

    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        store.ListAsync(query, cancellationToken);

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
        store.CountAsync(query, cancellationToken);
}

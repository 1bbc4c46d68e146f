using System.Runtime.CompilerServices;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Webhooks;

/// <summary>The cursors of deliveries: what makes them survive a crash at any moment.</summary>
public sealed class DeliveryStore
{
    private const string Open = "open";
    private const string Set = "1";

    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;

    /// <summary>Keeps the cursors in a document store.</summary>
    public DeliveryStore(IDocumentStore documents, TimeProvider time)
    {
        _documents = documents;
        _time = time;
    }

    /// <summary>Reads a cursor; null when nothing was ever to be sent.</summary>
    public async Task<DeliveryCursor?> FindAsync(DeliveryKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return await _documents.GetAsync(key.Document, cancellationToken) is { } document
            ? StoredJson.Read(document, StorageJson.Default.DeliveryCursor)
            : null;
    }

    /// <summary>Changes a cursor, or the first one when there is none, and answers it as it stands then.</summary>
    /// <param name="key">Which.</param>
    /// <param name="change">Answers the changed cursor; asked again when somebody else was quicker, so without effects of its own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<DeliveryCursor> UpdateAsync(
        DeliveryKey key, Func<DeliveryCursor, DeliveryCursor> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(change);
        return RaceBackoff.UntilWonAsync(key.Document, TryChangeAsync, _time);

        async Task<DeliveryCursor?> TryChangeAsync()
        {
            StoredDocument? document = await _documents.GetAsync(key.Document, cancellationToken);
            DeliveryCursor? cursor = document is null ? null : StoredJson.Read(document, StorageJson.Default.DeliveryCursor);
            DeliveryCursor changed = change(cursor ?? DeliveryCursor.Start(key));
            WriteCondition condition = document is null ? WriteCondition.Absent : WriteCondition.Matches(document.ETag);
            if (ReferenceEquals(changed, cursor)
                || await _documents.PutAsync(key.Document, Write(changed), condition, cancellationToken) is not null)
            {
                return changed;
            }

            return null;
        }
    }

    /// <summary>Everything of an organisation that may still have something to send.</summary>
    public async IAsyncEnumerable<DeliveryKey> ListOpenAsync(
        string organisationId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Dictionary<string, string> where = new() { [Open] = Set };
        await foreach (DocumentListItem item in _documents.EnumerateAsync(DeliveryKey.Prefix(organisationId), where, cancellationToken))
        {
            yield return DeliveryKey.Parse(item.Key);
        }
    }

    /// <summary>The cursors of a destination, those of the newest jobs first.</summary>
    /// <param name="organisationId">The owner.</param>
    /// <param name="destinationId">The destination.</param>
    /// <param name="openOnly">Only those that may still have something to send.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<DeliveryCursor> ListAsync(
        string organisationId,
        string destinationId,
        bool openOnly,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Dictionary<string, string>? where = openOnly ? new() { [Open] = Set } : null;
        string prefix = DeliveryKey.Prefix(organisationId, destinationId);
        await foreach (DocumentListItem item in _documents.EnumerateAsync(prefix, where, cancellationToken))
        {
            if (await _documents.GetAsync(item.Key, cancellationToken) is { } document)
            {
                yield return StoredJson.Read(document, StorageJson.Default.DeliveryCursor);
            }
        }
    }

    /// <summary>Removes a cursor; nothing happens when there is none.</summary>
    public Task RemoveAsync(DeliveryKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _documents.DeleteAsync(key.Document, ifMatch: null, cancellationToken);
    }

    /// <summary>Removes all cursors of a destination that is gone.</summary>
    public async Task RemoveAllAsync(string organisationId, string destinationId, CancellationToken cancellationToken = default)
    {
        string prefix = DeliveryKey.Prefix(organisationId, destinationId);
        await foreach (DocumentListItem item in _documents.EnumerateAsync(prefix, cancellationToken: cancellationToken))
        {
            await _documents.DeleteAsync(item.Key, ifMatch: null, cancellationToken);
        }
    }

    private static DocumentWrite Write(DeliveryCursor cursor) => StoredJson.Write(
        cursor,
        StorageJson.Default.DeliveryCursor,
        cursor.Open ? new Dictionary<string, string> { [Open] = Set } : null);
}

namespace Kiln.Storage.Documents;

/// <summary>
/// Small JSON documents under text keys, each with an ETag and a few words of metadata. A write that was awaited is durable; reads
/// see the newest write; a conditional write has exactly one winner. Keys are ordinal-ordered, hold <c>[A-Za-z0-9._~-]</c> and
/// <c>/</c>, and begin with the organisation, then the kind.
/// </summary>
public interface IDocumentStore
{
    /// <summary>Reads a document, or null when there is none under the key.</summary>
    Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a document when the condition holds and answers its new ETag, or null when the condition did not hold and nothing
    /// was written.
    /// </summary>
    Task<string?> PutAsync(string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default);

    /// <summary>Deletes a document; false when it was absent or, with an ETag given, has changed.</summary>
    Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// One page of the documents that a query asks for, in ordinal order of their keys, with metadata but without bodies. A page
    /// may hold fewer items than asked for, even none, when the store has looked at enough; only a null continuation token means
    /// the end.
    /// </summary>
    Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default);

    /// <summary>How many documents a query asks for; its page size, skip and continuation token do not matter.</summary>
    Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default);
}

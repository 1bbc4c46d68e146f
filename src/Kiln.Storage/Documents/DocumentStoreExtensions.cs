using System.Runtime.CompilerServices;

namespace Kiln.Storage.Documents;

/// <summary>Listings in the forms that callers ask for most.</summary>
public static class DocumentStoreExtensions
{
    private const int EnumerationPageSize = 1000;

    /// <summary>One page of the keys that begin with a prefix; see <see cref="IDocumentStore.ListAsync"/>.</summary>
    public static Task<DocumentPage> ListAsync(
        this IDocumentStore store,
        string prefix,
        int pageSize,
        string? continuationToken = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.ListAsync(new DocumentQuery(prefix, pageSize) { ContinuationToken = continuationToken }, cancellationToken);
    }

    /// <summary>Every document that begins with a prefix, page after page as the caller consumes them.</summary>
    public static async IAsyncEnumerable<DocumentListItem> EnumerateAsync(
        this IDocumentStore store,
        string prefix,
        IReadOnlyDictionary<string, string>? where = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        DocumentQuery query = new(prefix, EnumerationPageSize) { Where = where };
        do
        {
            DocumentPage page = await store.ListAsync(query, cancellationToken);
            foreach (DocumentListItem item in page.Items)
            {
                yield return item;
            }

            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);
    }
}

using Kiln.Storage.Documents;

namespace Kiln.Functions.Tests.Support;

/// <summary>The documents as one of two processes sees them, whose writes of a job can be made to meet those of the other.</summary>
internal sealed class MeetingDocumentStore(IDocumentStore inner) : IDocumentStore
{
    private (Meeting Meeting, bool IsFirst)? _next;

    /// <summary>The next write of a job meets the other process's.</summary>
    public void Meet(Meeting meeting, bool isFirst) => _next = (meeting, isFirst);

    public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

    public Task<string?> PutAsync(string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
    {
        if (!key.Contains("/jobs/", StringComparison.Ordinal) || _next is not var (meeting, isFirst))
        {
            return inner.PutAsync(key, write, condition, cancellationToken);
        }

        _next = null;
        return meeting.WriteAsync(isFirst, () => inner.PutAsync(key, write, condition, cancellationToken));
    }

    public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(key, ifMatch, cancellationToken);

    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) => inner.CountAsync(query, cancellationToken);
}

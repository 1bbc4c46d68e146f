namespace Kiln.LocalHost.DurableTask;

/// <summary>A listing that is fetched page by page as it is enumerated.</summary>
/// <typeparam name="T">The listed values.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    /// <summary>The listing as pages.</summary>
    /// <param name="continuationToken">Where to start; null means at the beginning.</param>
    /// <param name="pageSizeHint">Wished size of a page.</param>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default);

    /// <inheritdoc/>
    public virtual async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (Page<T> page in AsPages().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (T value in page.Values)
            {
                yield return value;
            }
        }
    }
}

using Kiln.Storage.Documents;

namespace Kiln.Storage.Tests.Support;

/// <summary>The process was killed: nothing more of it happens.</summary>
internal sealed class CrashException() : Exception("The process was killed here.");

/// <summary>
/// A process's view of a store that outlives it: after a number of writes the process is dead, and every further call fails without
/// an effect. The write it dies at is made or not, as the test chooses.
/// </summary>
internal sealed class CrashingDocumentStore(IDocumentStore store, int writesBefore, bool lastWriteIsMade = false) : IDocumentStore
{
    private int _writes;

    /// <summary>True once the process has died.</summary>
    public bool HasCrashed => Volatile.Read(ref _writes) > writesBefore;

    public async Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        ThrowIfDead();
        return await store.GetAsync(key, cancellationToken);
    }

    public async Task<string?> PutAsync(
        string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
    {
        int number = Interlocked.Increment(ref _writes);
        if (number == writesBefore + 1 && lastWriteIsMade)
        {
            await store.PutAsync(key, write, condition, cancellationToken);
        }

        return number > writesBefore ? throw new CrashException() : await store.PutAsync(key, write, condition, cancellationToken);
    }

    public async Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        int number = Interlocked.Increment(ref _writes);
        if (number == writesBefore + 1 && lastWriteIsMade)
        {
            await store.DeleteAsync(key, ifMatch, cancellationToken);
        }

        return number > writesBefore ? throw new CrashException() : await store.DeleteAsync(key, ifMatch, cancellationToken);
    }

    public async Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default)
    {
        ThrowIfDead();
        return await store.ListAsync(query, cancellationToken);
    }

    public async Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default)
    {
        ThrowIfDead();
        return await store.CountAsync(query, cancellationToken);
    }

    private void ThrowIfDead()
    {
        if (HasCrashed)
        {
            throw new CrashException();
        }
    }
}

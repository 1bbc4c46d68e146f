using System.Text.Json.Serialization.Metadata;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Concurrency;

/// <summary>
/// Records that many change at once, one document each: changes of this process that meet are one write, and a change that lost the
/// race against another process is made again on what that one left.
/// </summary>
internal sealed class CombinedRecord<T>
    where T : class, IVersionedDocument
{
    private readonly IDocumentStore _documents;
    private readonly JsonTypeInfo<T> _type;
    private readonly TimeProvider _time;
    private readonly CombiningQueue<PendingChange> _changes;

    public CombinedRecord(IDocumentStore documents, JsonTypeInfo<T> type, TimeProvider time)
    {
        _documents = documents;
        _type = type;
        _time = time;
        _changes = new CombiningQueue<PendingChange>(ApplyAsync);
    }

    /// <summary>Reads a record; null when there is none.</summary>
    public async Task<T?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        await _documents.GetAsync(key, cancellationToken) is { } document ? StoredJson.Read(document, _type) : null;

    /// <summary>Changes a record and answers it as the change left it.</summary>
    /// <param name="key">The document.</param>
    /// <param name="change">
    /// Answers what is to be stored of what is, null for nothing in both cases; what is given back as it came is not written. It may be
    /// asked again, so it must have no effect of its own but one that every call sets anew.
    /// </param>
    /// <exception cref="DocumentContentionException">Others changed the record so often that the change found no turn.</exception>
    public Task<T?> ChangeAsync(string key, Func<T?, T?> change)
    {
        PendingChange pending = new(change);
        _changes.Add(key, pending);
        return pending.Completion.Task;
    }

    private async Task ApplyAsync(string key, IReadOnlyList<PendingChange> changes)
    {
        try
        {
            await RaceBackoff.UntilWonAsync(key, _ => TryApplyAsync(key, changes), _time);
        }
#pragma warning disable CA1031 // Whatever happened is each caller's to handle; the queue goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (PendingChange change in changes)
            {
                change.Completion.TrySetException(failure);
            }
        }
    }

    private async Task<bool> TryApplyAsync(string key, IReadOnlyList<PendingChange> changes)
    {
        StoredDocument? document = await _documents.GetAsync(key);
        T? stored = document is null ? null : StoredJson.Read(document, _type);
        T? changed = stored;
        foreach (PendingChange change in changes)
        {
            changed = change.Apply(changed);
        }

        if (!ReferenceEquals(changed, stored) && !await WriteAsync(key, document, changed))
        {
            return false;
        }

        foreach (PendingChange change in changes)
        {
            change.Completion.TrySetResult(change.Result);
        }

        return true;
    }

    private async Task<bool> WriteAsync(string key, StoredDocument? document, T? changed)
    {
        if (changed is null)
        {
            return document is null || await _documents.DeleteAsync(key, document.ETag);
        }

        WriteCondition condition = document is null ? WriteCondition.Absent : WriteCondition.Matches(document.ETag);
        return await _documents.PutAsync(key, StoredJson.Write(changed, _type), condition) is not null;
    }

    private sealed class PendingChange(Func<T?, T?> change)
    {
        public TaskCompletionSource<T?> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public T? Result { get; private set; }

        public T? Apply(T? record) => Result = change(record);
    }
}

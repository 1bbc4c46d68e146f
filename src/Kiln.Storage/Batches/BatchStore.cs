using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Batches;

/// <summary>
/// The batches, each one document that changes under its version. What is true of the jobs is read from the jobs: their number by
/// state, and whether any is still active, from the index of their metadata alone.
/// </summary>
public sealed class BatchStore
{
    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _otherProcessesInterval;
    private readonly ChangeSignals _signals = new();

    /// <summary>Keeps batches in a document store.</summary>
    public BatchStore(IDocumentStore documents, TimeProvider time, JobStoreOptions? options = null)
    {
        _otherProcessesInterval = options?.OtherProcessesInterval;
        _documents = documents;
        _time = time;
    }

    /// <summary>
    /// Raised in this process after a batch was created or changed, with the batch as it was written. Handlers must be quick and not
    /// throw; what other processes do, and what happens just before a crash, is not heard.
    /// </summary>
    public event EventHandler<Batch>? Changed;

    /// <summary>Stores a new batch. Repeating it is harmless: the batch that is there stays.</summary>
    /// <param name="batch">What <see cref="Batch.Begin"/> answered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JobCreation> CreateAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Total, Batch.MaximumTotal, nameof(batch));
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Total, 1, nameof(batch));
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.PageSize, 1, nameof(batch));
        if (!PartId.IsRoot(batch.Id))
        {
            throw new ArgumentException($"'{batch.Id}' is not the identifier of a root.", nameof(batch));
        }

        string key = KeyOf(batch.OrganisationId, batch.Id);
        if (await _documents.PutAsync(key, BatchDocument.Write(batch), WriteCondition.Absent, cancellationToken) is not null)
        {
            Announce(batch);
            return JobCreation.Created;
        }

        return await GetAsync(batch.OrganisationId, batch.Id, cancellationToken) is null ? JobCreation.Abandoned : JobCreation.Exists;
    }

    /// <summary>
    /// Gives up an identifier whose batch was never stored: from then on it cannot be. False when the batch is there after all.
    /// </summary>
    public async Task<bool> AbandonAsync(string organisationId, string batchId, CancellationToken cancellationToken = default)
    {
        DocumentWrite mark = BatchDocument.WriteAbandoned();
        return await _documents.PutAsync(KeyOf(organisationId, batchId), mark, WriteCondition.Absent, cancellationToken) is not null
            || await GetAsync(organisationId, batchId, cancellationToken) is null;
    }

    /// <summary>Reads a batch; null when the organisation has none of this identifier.</summary>
    public async Task<Batch?> GetAsync(string organisationId, string batchId, CancellationToken cancellationToken = default) =>
        PartId.IsRoot(batchId) && await _documents.GetAsync(KeyOf(organisationId, batchId), cancellationToken) is { } document
            ? BatchDocument.Read(document)
            : null;

    /// <summary>
    /// Reads a batch as soon as its log goes beyond a sequence number or it has ended, and at the latest after a wait. Null when the
    /// organisation has none of this identifier.
    /// </summary>
    public Task<Batch?> WaitAsync(
        string organisationId, string batchId, long afterSequence, TimeSpan wait, CancellationToken cancellationToken = default) =>
        _signals.WaitAsync(
            batchId,
            () => GetAsync(organisationId, batchId, cancellationToken),
            batch => batch is null || batch.LastSequence > afterSequence || batch.CompletedAt is not null,
            wait,
            _otherProcessesInterval,
            _time,
            cancellationToken);

    /// <summary>The batch that a job belongs to; null when it belongs to none.</summary>
    public Task<Batch?> FindOwnerAsync(string organisationId, string jobId, CancellationToken cancellationToken = default) =>
        PartId.TryRead(jobId, out string? rootId, out uint number) && number > 0
            ? GetAsync(organisationId, rootId, cancellationToken)
            : Task.FromResult<Batch?>(null);

    /// <summary>Changes a batch and answers it as it stands then; null when the organisation has none of this identifier.</summary>
    /// <param name="organisationId">The owner.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="change">
    /// Answers the changed batch, or the same one to leave it; asked again when somebody else was quicker, so without effects of its own.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DocumentContentionException">Others changed the batch so often that the change found no turn.</exception>
    public async Task<Batch?> UpdateAsync(
        string organisationId, string batchId, Func<Batch, Batch> change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        string key = KeyOf(organisationId, batchId);
        for (int tries = 1; ; tries++)
        {
            if (await _documents.GetAsync(key, cancellationToken) is not { } document || BatchDocument.Read(document) is not { } batch)
            {
                return null;
            }

            Batch changed = change(batch);
            if (ReferenceEquals(changed, batch))
            {
                return batch;
            }

            if (await _documents.PutAsync(key, BatchDocument.Write(changed), WriteCondition.Matches(document.ETag), cancellationToken) is not null)
            {
                Announce(changed);
                return changed;
            }

            if (tries == RaceBackoff.MaximumTries)
            {
                throw new DocumentContentionException(key, tries);
            }

            await RaceBackoff.WaitAsync(tries, _time);
        }
    }

    /// <summary>One page of an organisation's batches, newest first.</summary>
    /// <exception cref="ArgumentException">The cursor is not one of this listing.</exception>
    public async Task<BatchPage> ListAsync(
        BatchQuery query, int pageSize, string? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        DocumentQuery listing = new(Prefix(query.OrganisationId), pageSize) { Where = query.ToMetadata(), ContinuationToken = cursor };
        DocumentPage page = await _documents.ListAsync(listing, cancellationToken);
        StoredDocument?[] stored = await Task.WhenAll(page.Items.Select(item => _documents.GetAsync(item.Key, cancellationToken)));
        return new BatchPage(
            [.. stored.OfType<StoredDocument>().Select(BatchDocument.Read).OfType<Batch>().Where(batch => query.OpenOnly || !batch.Deleting)],
            page.ContinuationToken);
    }

    /// <summary>How many jobs of an organisation's batches are still to be stored.</summary>
    public async Task<long> CountUnstoredAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        long unstored = 0;
        Dictionary<string, string> expanding = new() { [BatchDocument.Expanding] = BatchDocument.Set };
        await foreach (DocumentListItem item in _documents.EnumerateAsync(Prefix(organisationId), expanding, cancellationToken))
        {
            if (await _documents.GetAsync(item.Key, cancellationToken) is { } document && BatchDocument.Read(document) is { ExpandedAt: null } batch)
            {
                // Those stored since the batch last said so count as jobs by now.
                DocumentQuery all = new(JobKeys.PrefixOfBatch(organisationId, batch.Id), 1);
                unstored += batch.Total - Math.Max(batch.Expanded, await _documents.CountAsync(all, cancellationToken));
            }
        }

        return unstored;
    }

    /// <summary>Where the jobs of a batch stand. Of an ended batch nothing is counted anew.</summary>
    public async Task<BatchCounts> CountAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Counts is not null)
        {
            return batch.Counts;
        }

        Dictionary<JobState, long> stored = [];
        foreach (JobState state in BatchCounts.Counted)
        {
            stored[state] = await CountAsync(batch, JobMetadata.Status, state.ToString(), cancellationToken);
        }

        return BatchCounts.Of(batch.Total, batch.NeverStored, stored);
    }

    /// <summary>How many jobs of a batch have ended lately.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="minutes">How many whole minutes to look back, besides the present one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RecentEnds> CountRecentEndsAsync(Batch batch, int minutes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset first = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero).AddMinutes(-minutes);
        long ended = 0;
        for (DateTimeOffset minute = first; minute <= now; minute = minute.AddMinutes(1))
        {
            ended += minute.AddMinutes(1) <= batch.CreatedAt
                ? 0
                : await CountAsync(batch, JobMetadata.Ended, JobMetadata.Minute(minute), cancellationToken);
        }

        DateTimeOffset since = batch.StartedAt > first ? batch.StartedAt.Value : first;
        return new RecentEnds(ended, now - since);
    }

    /// <summary>Whether any stored job of a batch has not ended: one look at the index.</summary>
    public async Task<bool> HasActiveJobsAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        DocumentQuery active = QueryOf(batch, JobMetadata.Active, JobMetadata.Set);
        DocumentPage page;
        do
        {
            page = await _documents.ListAsync(active, cancellationToken);
            active = active with { ContinuationToken = page.ContinuationToken };
        }
        while (page.Items.Count == 0 && page.ContinuationToken is not null);
        return page.Items.Count > 0;
    }

    /// <summary>
    /// Ends a batch all of whose jobs have ended, and answers it; null when some have not. Of any number of callers one ends it.
    /// </summary>
    public async Task<Batch?> CompleteIfEndedAsync(string organisationId, string batchId, CancellationToken cancellationToken = default)
    {
        if (await GetAsync(organisationId, batchId, cancellationToken) is not { } batch || batch.ExpandedAt is null || batch.CompletedAt is not null
            || await HasActiveJobsAsync(batch, cancellationToken))
        {
            return null;
        }

        BatchCounts counts = await CountAsync(batch, cancellationToken);

        // A retry that came between the look and the count runs again and ends again; then the batch is looked at again.
        return counts.Ended == counts.Total
            ? await UpdateAsync(organisationId, batchId, current => current.Complete(counts, _time.GetUtcNow()), cancellationToken)
            : null;
    }

    /// <summary>Removes the marks of identifiers that were given up so long ago that nobody can still be using them.</summary>
    public async Task PurgeAbandonedAsync(string organisationId, TimeSpan age, CancellationToken cancellationToken = default)
    {
        string prefix = Prefix(organisationId);
        string boundary = prefix + TimeOrderedKey.Boundary(_time.GetUtcNow() - age);
        Dictionary<string, string> where = new() { [BatchDocument.Abandoned] = BatchDocument.Set };
        await foreach (DocumentListItem mark in _documents.EnumerateAsync(prefix, where, cancellationToken))
        {
            if (string.CompareOrdinal(mark.Key, boundary) > 0)
            {
                await _documents.DeleteAsync(mark.Key, mark.ETag, cancellationToken);
            }
        }
    }

    /// <summary>Removes the record of a batch.</summary>
    public Task DeleteAsync(string organisationId, string batchId, CancellationToken cancellationToken = default) =>
        _documents.DeleteAsync(KeyOf(organisationId, batchId), ifMatch: null, cancellationToken);

    /// <summary>Raises <see cref="Changed"/> for a batch that may have changed unheard.</summary>
    public void Announce(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _signals.Announce(batch.Id);
        Changed?.Invoke(this, batch);
    }

    private static string Prefix(string organisationId) => $"{OrganisationId.Require(organisationId)}/batches/";

    private static string KeyOf(string organisationId, string batchId) => Prefix(organisationId) + TimeOrderedKey.Of(batchId);

    private static DocumentQuery QueryOf(Batch batch, string name, string value) =>
        new(JobKeys.PrefixOfBatch(batch.OrganisationId, batch.Id), 1) { Where = new Dictionary<string, string> { [name] = value } };

    private Task<long> CountAsync(Batch batch, string name, string value, CancellationToken cancellationToken) =>
        _documents.CountAsync(QueryOf(batch, name, value), cancellationToken);
}

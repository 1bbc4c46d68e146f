using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Jobs;

/// <summary>
/// The jobs, each one document that changes by commands alone. A change is one write under the version that was read, so of two
/// that race one wins and the other is applied to what the winner left; a crash leaves the job before the command or after it,
/// events included. Of a large job that document is the head, and <see cref="JobDocuments"/> says where the rest stands.
/// </summary>
public sealed class JobStore
{
    private readonly IDocumentStore _documents;
    private readonly JobStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ChangeSignals _signals = new();
    private readonly JobDocuments _jobs;
    private readonly JobTurns _turns;
    private readonly JobListing _listing;

    /// <summary>Keeps jobs in a document store, and tells <paramref name="followers"/> of every change before it is answered.</summary>
    public JobStore(IDocumentStore documents, JobStoreOptions options, TimeProvider time, IEnumerable<IJobFollower>? followers = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _documents = documents;
        _options = options;
        _time = time;
        _jobs = new JobDocuments(documents, options.KeptParts);
        _turns = new JobTurns(_jobs, options, followers ?? [], OnWritten, time);
        _listing = new JobListing(documents, ReadAsync);
    }

    /// <summary>
    /// Raised in this process after a job was created or changed, with the job as it was written. Handlers must be quick and not
    /// throw; what other processes do, and what happens just before a crash, is not heard.
    /// </summary>
    public event EventHandler<Job>? Changed;

    /// <summary>Stores a new job. Repeating it is harmless: the job that is there stays.</summary>
    public async Task<JobCreation> CreateAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        cancellationToken.ThrowIfCancellationRequested();
        string key = JobKeys.Of(job.OrganisationId, job.Id);
        return await _turns.CreateAsync(key, job) ? JobCreation.Created
            : await GetAsync(job.OrganisationId, job.Id, cancellationToken) is null ? JobCreation.Abandoned
            : JobCreation.Exists;
    }

    /// <summary>
    /// Gives up an identifier whose job was never stored: from then on it cannot be. False when the job is there after all.
    /// </summary>
    public async Task<bool> AbandonAsync(string organisationId, string jobId, CancellationToken cancellationToken = default) =>
        await _jobs.MarkAsync(JobKeys.Of(organisationId, jobId)) || await GetAsync(organisationId, jobId, cancellationToken) is null;

    /// <summary>
    /// Reads a job; null when the organisation has none of this identifier. The older part of a long log is left out: see
    /// <see cref="Job.EarlierEvents"/> and <see cref="ReadEventsAsync"/>.
    /// </summary>
    public async Task<Job?> GetAsync(string organisationId, string jobId, CancellationToken cancellationToken = default) =>
        JobKeys.Find(organisationId, jobId) is { } key ? await ReadAsync(key, cancellationToken) : null;

    /// <summary>Events of a job that follow a sequence number, in their order; none when there is no such job.</summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="after">Events of higher sequence numbers are answered.</param>
    /// <param name="most">At most so many, the first ones.</param>
    /// <param name="cancellationToken">The caller gave up.</param>
    public async Task<IReadOnlyList<JobEvent>> ReadEventsAsync(
        string organisationId, string jobId, long after, int most, CancellationToken cancellationToken = default) =>
        JobKeys.Find(organisationId, jobId) is { } key && await _turns.FindAsync(key, cancellationToken) is { } stored
            ? await _jobs.ReadEventsAsync(key, stored, after, most, cancellationToken)
            : [];

    /// <summary>A job with its log from the first event, however long; the job as it is when it has been deleted meanwhile.</summary>
    public async Task<Job> WithWholeLogAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.EarlierEvents == 0)
        {
            return job;
        }

        IReadOnlyList<JobEvent> events = await ReadEventsAsync(
            job.OrganisationId, job.Id, 0, (int)Math.Min(job.LastSequence, int.MaxValue), cancellationToken);
        return events.Count < job.LastSequence ? job : job with { Events = [.. events], EarlierEvents = 0 };
    }

    /// <summary>Applies a command; the outcome is null when the organisation has no such job.</summary>
    /// <exception cref="DocumentContentionException">Others changed the job so often that the command found no turn.</exception>
    public Task<Outcome?> UpdateAsync(
        string organisationId, string jobId, JobCommand command, CancellationToken cancellationToken = default) =>
        UpdateAsync(organisationId, jobId, _ => command, cancellationToken);

    /// <summary>
    /// Applies the command that is chosen by the job as it stands at its turn; choosing none leaves the job as it is. The choice may be
    /// asked for again when another process was quicker, so it must have no effect of its own.
    /// </summary>
    /// <exception cref="DocumentContentionException">Others changed the job so often that the command found no turn.</exception>
    public Task<Outcome?> UpdateAsync(
        string organisationId, string jobId, Func<Job, JobCommand?> decide, CancellationToken cancellationToken = default)
    {
        // Once a command waits for its turn it is not taken back: its neighbours may be in the same write.
        cancellationToken.ThrowIfCancellationRequested();
        return JobKeys.Find(organisationId, jobId) is { } key ? _turns.UpdateAsync(key, decide) : Task.FromResult<Outcome?>(null);
    }

    /// <summary>
    /// Deletes a job that has ended and whose credits are settled in the ledger; false when it is not so, or not there.
    /// </summary>
    public async Task<bool> DeleteAsync(string organisationId, string jobId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (JobKeys.Find(organisationId, jobId) is not { } key || !await _turns.DeleteAsync(key))
        {
            return false;
        }

        _signals.Announce(key);
        return true;
    }

    /// <summary>
    /// Removes the marks of identifiers that were given up, and what broken-off deletions left, once they are so old that nobody can still be
    /// using them; answers how many.
    /// </summary>
    public async Task<int> PurgeAbandonedAsync(string organisationId, TimeSpan age, CancellationToken cancellationToken = default)
    {
        string prefix = JobKeys.Prefix(organisationId);
        string boundary = prefix + TimeOrderedKey.Boundary(_time.GetUtcNow() - age);
        Dictionary<string, string> where = new() { [JobMetadata.Abandoned] = JobMetadata.Set };
        int purged = 0;
        await foreach (DocumentListItem mark in _documents.EnumerateAsync(prefix, where, cancellationToken))
        {
            if (string.CompareOrdinal(mark.Key, boundary) > 0)
            {
                purged += await _jobs.RemoveMarkAsync(mark.Key, mark.ETag) ? 1 : 0;
            }
        }

        return purged;
    }

    /// <summary>
    /// Reads a job as soon as its log goes beyond a sequence number or it has ended, and at the latest after a wait. Null when the
    /// organisation has none of this identifier.
    /// </summary>
    public async Task<Job?> WaitAsync(
        string organisationId, string jobId, long afterSequence, TimeSpan wait, CancellationToken cancellationToken = default) =>
        JobKeys.Find(organisationId, jobId) is not { } key ? null : await _signals.WaitAsync(
            key,
            () => GetAsync(organisationId, jobId, cancellationToken),
            job => job is null || job.LastSequence > afterSequence || job.State.IsTerminal(),
            wait,
            _options.OtherProcessesInterval,
            _time,
            cancellationToken);

    /// <summary>One page of an organisation's jobs, newest first.</summary>
    /// <exception cref="ArgumentException">The cursor is not one of this listing.</exception>
    public Task<JobPage> ListAsync(JobQuery query, int pageSize, string? cursor = null, CancellationToken cancellationToken = default) =>
        _listing.ReadPageAsync(query, pageSize, cursor, cancellationToken);

    /// <summary>A numbered page of an organisation's jobs, newest first, with the number of all of them.</summary>
    public Task<NumberedJobPage> ListAsync(JobQuery query, int pageSize, int page, CancellationToken cancellationToken = default) =>
        _listing.ReadNumberedPageAsync(query, pageSize, page, cancellationToken);

    /// <summary>Every job of an organisation that a query asks for, without a read of any.</summary>
    public IAsyncEnumerable<JobRow> EnumerateRowsAsync(JobQuery query, CancellationToken cancellationToken = default) =>
        _listing.EnumerateRowsAsync(query, cancellationToken);

    /// <summary>How many jobs of an organisation a query asks for.</summary>
    public Task<long> CountAsync(JobQuery query, CancellationToken cancellationToken = default) =>
        _listing.CountAsync(query, cancellationToken);

    /// <summary>Whether an organisation has any job that a query asks for: one look at the index.</summary>
    public Task<bool> AnyAsync(JobQuery query, CancellationToken cancellationToken = default) =>
        _listing.AnyAsync(query, cancellationToken);

    /// <summary>Raises <see cref="Changed"/> for a job that may have changed unheard.</summary>
    public void Announce(Job job) => Changed?.Invoke(this, job);

    private async Task<Job?> ReadAsync(string key, CancellationToken cancellationToken) =>
        (await _turns.FindAsync(key, cancellationToken))?.Job;

    private void OnWritten(string key, Job job)
    {
        _signals.Announce(key);
        Announce(job);
    }
}

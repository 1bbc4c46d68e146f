using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Telemetry;

namespace Kiln.Storage.Jobs;

/// <summary>
/// The jobs, each one document that changes by commands alone. A change is one write under the version that was read, so of two
/// that race one wins and the other is applied to what the winner left; a crash leaves the job before the command or after it,
/// events included.
/// </summary>
public sealed class JobStore
{
    private readonly IDocumentStore _documents;
    private readonly JobStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly IJobFollower[] _followers;
    private readonly ChangeSignals _signals = new();
    private readonly CombiningQueue<PendingCommand> _commands;

    /// <summary>Keeps jobs in a document store, and tells <paramref name="followers"/> of every change before it is answered.</summary>
    public JobStore(IDocumentStore documents, JobStoreOptions options, TimeProvider time, IEnumerable<IJobFollower>? followers = null)
    {
        _followers = [.. followers ?? []];
        _documents = documents;
        _options = options;
        _time = time;
        _commands = new CombiningQueue<PendingCommand>(ApplyAsync);
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
        string key = JobKeys.Of(job.OrganisationId, job.Id);
        if (await _documents.PutAsync(key, JobDocument.Write(job), WriteCondition.Absent, cancellationToken) is not null)
        {
            await FollowAsync(null, job);
            _signals.Announce(key);
            JobMetrics.Record(null, job);
            Announce(job);
            return JobCreation.Created;
        }

        return await GetAsync(job.OrganisationId, job.Id, cancellationToken) is null ? JobCreation.Abandoned : JobCreation.Exists;
    }

    /// <summary>
    /// Gives up an identifier whose job was never stored: from then on it cannot be. False when the job is there after all.
    /// </summary>
    public async Task<bool> AbandonAsync(string organisationId, string jobId, CancellationToken cancellationToken = default)
    {
        string key = JobKeys.Of(organisationId, jobId);
        return await _documents.PutAsync(key, JobDocument.WriteAbandoned(), WriteCondition.Absent, cancellationToken) is not null
            || await GetAsync(organisationId, jobId, cancellationToken) is null;
    }

    /// <summary>Reads a job; null when the organisation has none of this identifier.</summary>
    public async Task<Job?> GetAsync(string organisationId, string jobId, CancellationToken cancellationToken = default) =>
        JobKeys.Find(organisationId, jobId) is { } key && await _documents.GetAsync(key, cancellationToken) is { } document
            ? JobDocument.Read(document)
            : null;

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
        if (JobKeys.Find(organisationId, jobId) is not { } key)
        {
            return Task.FromResult<Outcome?>(null);
        }

        PendingCommand pending = new(decide);
        _commands.Add(key, pending);
        return pending.Completion;
    }

    /// <summary>
    /// Deletes a job that has ended and whose credits are settled in the ledger; false when it is not so, or not there.
    /// </summary>
    public async Task<bool> DeleteAsync(string organisationId, string jobId, CancellationToken cancellationToken = default)
    {
        if (JobKeys.Find(organisationId, jobId) is not { } key
            || await _documents.GetAsync(key, cancellationToken) is not { } document
            || JobDocument.Read(document) is not { } job
            || !job.State.IsTerminal()
            || job.Reservation is { AppliedAt: null }
            || !await _documents.DeleteAsync(key, document.ETag, cancellationToken))
        {
            return false;
        }

        await FollowAsync(job, null);
        _signals.Announce(key);
        return true;
    }

    /// <summary>Removes the marks of identifiers that were given up so long ago that nobody can still be using them; answers how many.</summary>
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
                purged += await _documents.DeleteAsync(mark.Key, mark.ETag, cancellationToken) ? 1 : 0;
            }
        }

        return purged;
    }

    /// <summary>
    /// Reads a job as soon as its log goes beyond a sequence number or it has ended, and at the latest after a wait. Null when the
    /// organisation has none of this identifier.
    /// </summary>
    public async Task<Job?> WaitAsync(
        string organisationId, string jobId, long afterSequence, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        if (JobKeys.Find(organisationId, jobId) is not { } key)
        {
            return null;
        }

        long started = _time.GetTimestamp();
        using ChangeSignals.Listener listener = _signals.Listen(key);
        while (true)
        {
            Task changed = listener.NextChange();
            Job? job = await GetAsync(organisationId, jobId, cancellationToken);
            TimeSpan left = wait - _time.GetElapsedTime(started);
            if (job is null || job.LastSequence > afterSequence || job.State.IsTerminal() || left <= TimeSpan.Zero)
            {
                return job;
            }

            TimeSpan pause = _options.OtherProcessesInterval is { } interval && interval < left ? interval : left;
            try
            {
                await changed.WaitAsync(pause, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Time to look again: at what other processes did, or for the last time.
            }
        }
    }

    /// <summary>One page of an organisation's jobs, newest first.</summary>
    /// <exception cref="ArgumentException">The cursor is not one of this listing.</exception>
    public Task<JobPage> ListAsync(JobQuery query, int pageSize, string? cursor = null, CancellationToken cancellationToken = default) =>
        new JobListing(_documents).ReadPageAsync(query, pageSize, cursor, cancellationToken);

    /// <summary>A numbered page of an organisation's jobs, newest first, with the number of all of them.</summary>
    public Task<NumberedJobPage> ListAsync(JobQuery query, int pageSize, int page, CancellationToken cancellationToken = default) =>
        new JobListing(_documents).ReadNumberedPageAsync(query, pageSize, page, cancellationToken);

    /// <summary>How many jobs of an organisation a query asks for.</summary>
    public Task<long> CountAsync(JobQuery query, CancellationToken cancellationToken = default) =>
        new JobListing(_documents).CountAsync(query, cancellationToken);

    /// <summary>Whether an organisation has any job that a query asks for: one look at the index.</summary>
    public Task<bool> AnyAsync(JobQuery query, CancellationToken cancellationToken = default) =>
        new JobListing(_documents).AnyAsync(query, cancellationToken);

    /// <summary>Raises <see cref="Changed"/> for a job that may have changed unheard.</summary>
    public void Announce(Job job) => Changed?.Invoke(this, job);

    private async Task ApplyAsync(string key, IReadOnlyList<PendingCommand> commands)
    {
        try
        {
            for (int tries = 1; !await TryApplyAsync(key, commands); tries++)
            {
                if (tries == RaceBackoff.MaximumTries)
                {
                    throw new DocumentContentionException(key, tries);
                }

                await RaceBackoff.WaitAsync(tries, _time);
            }
        }
#pragma warning disable CA1031 // Whatever happened is each caller's to handle; the queue goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (PendingCommand command in commands)
            {
                command.Fail(failure);
            }
        }
    }

    private async Task<bool> TryApplyAsync(string key, IReadOnlyList<PendingCommand> commands)
    {
        StoredDocument? document = await _documents.GetAsync(key);
        if (document is null || JobDocument.Read(document) is not { } job)
        {
            foreach (PendingCommand command in commands)
            {
                command.CompleteAbsent();
            }

            return true;
        }

        Job changed = job;
        foreach (PendingCommand command in commands)
        {
            changed = command.Apply(changed, _time.GetUtcNow());
        }

        if (!ReferenceEquals(changed, job))
        {
            if (await _documents.PutAsync(key, JobDocument.Write(changed), WriteCondition.Matches(document.ETag)) is null)
            {
                return false;
            }

            await FollowAsync(job, changed);
            _signals.Announce(key);
            JobMetrics.Record(job, changed);
            Announce(changed);
        }

        foreach (PendingCommand command in commands)
        {
            command.Complete();
        }

        return true;
    }

    private async Task FollowAsync(Job? before, Job? after)
    {
        foreach (IJobFollower follower in _followers)
        {
            await FollowAsync(follower, before, after);
        }
    }

    /// <summary>
    /// What a follower wrote for one process's change may have crossed what another's wrote for the next; so whoever wrote something
    /// looks whether the job has moved on, and then follows that too. The last to write has looked last.
    /// </summary>
    private async Task FollowAsync(IJobFollower follower, Job? before, Job? after)
    {
        while (await follower.FollowAsync(before, after) && _options.OtherProcessesInterval is not null && after is not null)
        {
            Job? present = await GetAsync(after.OrganisationId, after.Id);
            if (present?.Version == after.Version)
            {
                return;
            }

            (before, after) = (after, present);
        }
    }
}

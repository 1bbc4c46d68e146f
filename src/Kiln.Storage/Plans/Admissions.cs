using System.Collections.Immutable;
using Kiln.Storage.Batches;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Plans;

/// <summary>
/// Keeps the unfinished jobs of an organisation to as many as its plan allows, exactly, however many are submitted at the same time and by
/// whichever process. Who submits is admitted first, then stores, then says that it is done. One document holds what is between the two;
/// it counts beside what is stored, and whoever is admitted writes it under the version that was there before the stored jobs were counted:
/// so of two that race, the second counts the first.
/// </summary>
public sealed class Admissions
{
    /// <summary>
    /// How long storing may take: what was admitted before and is not stored was left by a process that died. Between admission and the write
    /// of the job lies no more than a write of the ledger.
    /// </summary>
    private static readonly TimeSpan StoringTime = TimeSpan.FromMinutes(5);

    private readonly IDocumentStore _documents;
    private readonly JobStore _jobs;
    private readonly BatchStore _batches;
    private readonly TimeProvider _time;
    private readonly CombiningQueue<PendingAdmission> _pending;

    /// <summary>Keeps admissions in a document store.</summary>
    public Admissions(IDocumentStore documents, JobStore jobs, BatchStore batches, TimeProvider time)
    {
        _documents = documents;
        _jobs = jobs;
        _batches = batches;
        _time = time;
        _pending = new CombiningQueue<PendingAdmission>(DecideAsync);
    }

    /// <summary>
    /// Admits jobs that are about to be stored; false when there would be more than <paramref name="most"/>. What is stored already is
    /// admitted again. To be followed by <see cref="CloseAsync"/>, whether they were stored or not.
    /// </summary>
    /// <exception cref="DocumentContentionException">Others were admitted so often that this found no turn.</exception>
    public Task<bool> TryAdmitAsync(Admission admission, int most)
    {
        ArgumentNullException.ThrowIfNull(admission);
        return AddAsync(new PendingAdmission(admission, most));
    }

    /// <summary>Says that admitted jobs are stored by now, or never will be.</summary>
    public Task CloseAsync(Admission admission)
    {
        ArgumentNullException.ThrowIfNull(admission);
        return AddAsync(new PendingAdmission(admission, Most: null));
    }

    /// <summary>Whether so many jobs more would be admitted as things stand.</summary>
    public async Task<bool> HasRoomAsync(string organisationId, int jobs, int most, CancellationToken cancellationToken = default)
    {
        (AdmissionsDocument document, _) = await ReadAsync(organisationId, cancellationToken);
        Count count = await CountAsync(organisationId, document.Admitted, cancellationToken);
        return count.Unfinished + jobs <= most || !await IsExactAsync(organisationId, document.Admitted, count, cancellationToken);
    }

    private static string KeyOf(string organisationId) => $"{OrganisationId.Require(organisationId)}/plan/admissions";

    private Task<bool> AddAsync(PendingAdmission pending)
    {
        _pending.Add(OrganisationId.Require(pending.Admission.OrganisationId), pending);
        return pending.Completion.Task;
    }

    private async Task DecideAsync(string organisationId, IReadOnlyList<PendingAdmission> pending)
    {
        try
        {
            await RaceBackoff.UntilWonAsync(KeyOf(organisationId), tries => TryDecideAsync(organisationId, pending, tries), _time);
        }
#pragma warning disable CA1031 // Whatever happened is each caller's to handle; the queue goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (PendingAdmission one in pending)
            {
                one.Completion.TrySetException(failure);
            }
        }
    }

    private async Task<bool> TryDecideAsync(string organisationId, IReadOnlyList<PendingAdmission> pending, int tries)
    {
        (AdmissionsDocument before, string? etag) = await ReadAsync(organisationId, CancellationToken.None);
        DateTimeOffset now = _time.GetUtcNow();

        // Also of those that ask: an earlier try of the same request may have died after it was admitted.
        ImmutableSortedDictionary<string, AdmittedJobs> admitted = before.Admitted
            .RemoveRange(pending.Select(one => one.Admission.Id))
            .RemoveRange(before.Admitted.Where(one => now - one.Value.Since > StoringTime).Select(one => one.Key));
        if (pending.Any(one => one.Most is not null))
        {
            Count count = await CountAsync(organisationId, admitted, CancellationToken.None);
            ImmutableSortedDictionary<string, AdmittedJobs> others = admitted;
            admitted = await AdmitAsync(pending, admitted, count.Unfinished, now);

            // Nobody is refused for a job that was counted twice because it was being stored; but there is an end to looking again.
            if (pending.Any(one => !one.IsAdmitted) && tries < RaceBackoff.MaximumTries / 2
                && !await IsExactAsync(organisationId, others, count, CancellationToken.None))
            {
                return false;
            }
        }

        if (!admitted.SequenceEqual(before.Admitted))
        {
            DocumentWrite write = StoredJson.Write(before with { Admitted = admitted }, StorageJson.Default.AdmissionsDocument);
            WriteCondition condition = etag is null ? WriteCondition.Absent : WriteCondition.Matches(etag);
            if (await _documents.PutAsync(KeyOf(organisationId), write, condition) is null)
            {
                return false;
            }
        }

        foreach (PendingAdmission one in pending)
        {
            one.Completion.TrySetResult(one.IsAdmitted);
        }

        return true;
    }

    /// <summary>Decides on those that ask, one after the other, and answers what is admitted then.</summary>
    private async Task<ImmutableSortedDictionary<string, AdmittedJobs>> AdmitAsync(
        IReadOnlyList<PendingAdmission> pending, ImmutableSortedDictionary<string, AdmittedJobs> admitted, long unfinished, DateTimeOffset now)
    {
        foreach (PendingAdmission one in pending)
        {
            Admission asked = one.Admission;
            AdmittedJobs jobs = new(asked.IsBatch, asked.Jobs, now);
            bool isStored = one.Most is not null && await IsStoredAsync(asked.OrganisationId, asked.Id, jobs, CancellationToken.None);
            one.IsAdmitted = one.Most is not { } most || isStored || unfinished + asked.Jobs <= most;
            if (one.Most is not null && one.IsAdmitted && !isStored)
            {
                admitted = admitted.SetItem(asked.Id, jobs);
                unfinished += asked.Jobs;
            }
        }

        return admitted;
    }

    /// <summary>
    /// Counts what is not stored yet first, then what is: a job that is stored between the two counts twice, never not at all.
    /// </summary>
    private async Task<Count> CountAsync(
        string organisationId, ImmutableSortedDictionary<string, AdmittedJobs> admitted, CancellationToken cancellationToken)
    {
        long unstored = await CountUnstoredAsync(organisationId, admitted, cancellationToken);
        JobQuery active = new(organisationId) { ActiveOnly = true };
        return new Count(unstored, await _jobs.CountAsync(active, cancellationToken));
    }

    /// <summary>Whether no job can have been counted twice: what was not stored before is not stored now.</summary>
    private async Task<bool> IsExactAsync(
        string organisationId, ImmutableSortedDictionary<string, AdmittedJobs> admitted, Count count, CancellationToken cancellationToken) =>
        count.Unstored == 0 || count.Unstored == await CountUnstoredAsync(organisationId, admitted, cancellationToken);

    private async Task<long> CountUnstoredAsync(
        string organisationId, ImmutableSortedDictionary<string, AdmittedJobs> admitted, CancellationToken cancellationToken)
    {
        long unstored = 0;
        foreach ((string id, AdmittedJobs jobs) in admitted)
        {
            unstored += await IsStoredAsync(organisationId, id, jobs, cancellationToken) ? 0 : jobs.Jobs;
        }

        return unstored + await _batches.CountUnstoredAsync(organisationId, cancellationToken);
    }

    private async Task<bool> IsStoredAsync(string organisationId, string id, AdmittedJobs jobs, CancellationToken cancellationToken) =>
        jobs.IsBatch
            ? await _batches.GetAsync(organisationId, id, cancellationToken) is not null
            : await _jobs.GetAsync(organisationId, id, cancellationToken) is not null;

    private async Task<(AdmissionsDocument Document, string? ETag)> ReadAsync(string organisationId, CancellationToken cancellationToken) =>
        await _documents.GetAsync(KeyOf(organisationId), cancellationToken) is { } document
            ? (StoredJson.Read(document, StorageJson.Default.AdmissionsDocument), document.ETag)
            : (AdmissionsDocument.Empty, null);

    private readonly record struct Count(long Unstored, long Active)
    {
        public long Unfinished => Unstored + Active;
    }

    /// <summary>What is asked for and waits for its turn.</summary>
    /// <param name="Admission">The jobs.</param>
    /// <param name="Most">Unfinished jobs that the plan allows; null to say that the jobs are stored.</param>
    private sealed record PendingAdmission(Admission Admission, int? Most)
    {
        public TaskCompletionSource<bool> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAdmitted { get; set; } = true;
    }
}

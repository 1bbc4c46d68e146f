using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Storage.Batches;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Work.Runs;

/// <summary>
/// Hands the runs of batches to runners: by priority of the batch, then its age, then the run's number. A batch has one entry in a queue
/// however many runs it has, its waiting runs an index of their own. Who gets a run is decided in its job's document.
/// </summary>
public sealed class RunQueue
{
    // No stage type is written like this, so no worker of the work queue asks for it.
    internal const string QueueName = "\u001fruns";

    private readonly JobStore _jobs;
    private readonly QueueEntries _entries;
    private readonly RunIndex _index;
    private readonly BatchStore _batches;
    private readonly TimeProvider _time;

    // Runs that a claim of this process is at: another one passes them over instead of losing the race for them, and leaves word of it.
    private readonly ConcurrentDictionary<string, StrongBox<bool>> _inFlight = new(StringComparer.Ordinal);

    /// <summary>Serves claims from what <paramref name="index"/> keeps.</summary>
    public RunQueue(JobStore jobs, QueueEntries entries, RunIndex index, BatchStore batches, TimeProvider time)
    {
        _batches = batches;
        _jobs = jobs;
        _entries = entries;
        _index = index;
        _time = time;
    }

    /// <summary>Begins to wait for runs that become ready, or free to be taken, in this process.</summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="worker">The runner; woken too when what it holds comes to an end.</param>
    /// <param name="fits">Whether it could take such a run at the moment; see <see cref="WorkOffers{TOffer}.Listen"/>.</param>
    public WorkOffers<RunRequirements>.Listener Listen(string organisationId, string worker, Func<RunRequirements, bool> fits) =>
        _index.Offers.Listen([organisationId, RunIndex.PlaceOf(organisationId, worker)], fits);

    /// <summary>Makes those of this process who wait for a runner look again.</summary>
    public void Wake(string organisationId, string worker) => _index.Offers.WakeAll(RunIndex.PlaceOf(organisationId, worker));

    /// <summary>Claims the first run that fits, if there is one now; null for none.</summary>
    public async Task<ClaimedTask?> TryClaimAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        await foreach (ListedEntry listed in _entries.ListAsync(claim.OrganisationId, QueueName, DateTimeOffset.MaxValue, cancellationToken))
        {
            RunRequirements requirements = RunRequirements.OfMetadata(listed.Entry.Metadata);
            if (!claim.Fits(requirements))
            {
                continue;
            }

            if (await TryClaimAsync(claim, listed, requirements, cancellationToken) is { } claimed)
            {
                return claimed;
            }
        }

        return null;
    }

    /// <summary>Puts a batch among those that have runs to claim; to be called before runs of it are stored.</summary>
    public Task OpenAsync(string organisationId, string batchId, int priority, RunRequirements requirements) =>
        _index.OpenAsync(organisationId, batchId, priority, requirements);

    internal static QueueEntry EntryOf(string organisationId, string batchId, int priority, RunRequirements requirements) =>
        new(organisationId, QueueName, priority, TimeOrderedKey.TimeOf(batchId), batchId) { Metadata = requirements.ToMetadata() };

    private async Task<ClaimedTask?> TryClaimAsync(
        RunClaim claim, ListedEntry listed, RunRequirements requirements, CancellationToken cancellationToken)
    {
        QueueEntry entry = listed.Entry;
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset? nextReady = null;
        bool any = false;
        await foreach (ReadyRun run in _index.Ready.ListAsync(entry.OrganisationId, entry.GroupId, cancellationToken))
        {
            any = true;
            if (run.NotBefore > now)
            {
                nextReady = nextReady < run.NotBefore ? nextReady : run.NotBefore;
                continue;
            }

            StrongBox<bool> passedOver = new();
            if (_inFlight.GetOrAdd(run.Key, passedOver) is var other && other != passedOver)
            {
                other.Value = true;
                continue;
            }

            ClaimedTask? claimed = null;
            bool hasRoom = false;
            try
            {
                (claimed, hasRoom) = await TryClaimAsync(claim, entry, run, requirements);
            }
            finally
            {
                _inFlight.TryRemove(run.Key, out _);
                if (claimed is null && passedOver.Value)
                {
                    // Whoever passed it over may have it now.
                    _index.Offers.Make(entry.OrganisationId, requirements);
                }
            }

            if (claimed is not null || !hasRoom)
            {
                return claimed;
            }
        }

        if (nextReady is { } time)
        {
            _index.Offers.MakeLater(entry.OrganisationId, requirements, time);
        }

        if (!any)
        {
            await LeaveAsync(listed, cancellationToken);
        }

        return null;
    }

    /// <summary>
    /// Takes a batch without waiting runs out of the queue, unless more of its runs are still to be stored. One that becomes ready
    /// meanwhile puts the entry anew, so that this version of it is not there to be removed.
    /// </summary>
    private async Task LeaveAsync(ListedEntry listed, CancellationToken cancellationToken)
    {
        QueueEntry entry = listed.Entry;
        bool isWhole = await _batches.GetAsync(entry.OrganisationId, entry.GroupId, cancellationToken) is not { ExpandedAt: null };
        if (isWhole && !await _index.Ready.AnyAsync(entry.OrganisationId, entry.GroupId, cancellationToken))
        {
            await _entries.RemoveAsync(listed);
        }
    }

    /// <summary>Claims one run; not claimed but with room left, the run was somebody else's already.</summary>
    private async Task<(ClaimedTask? Claimed, bool HasRoom)> TryClaimAsync(
        RunClaim claim, QueueEntry entry, ReadyRun run, RunRequirements requirements)
    {
        string jobId = PartId.Of(entry.GroupId, run.Number);
        string token = Guid.NewGuid().ToString("N");
        if (requirements.MaxParallel is { } limit
            && !await _index.Slots.TakeAsync(entry.OrganisationId, entry.GroupId, run.Number, token, limit))
        {
            return (null, false);
        }

        bool reserved = await claim.Reserve(new RunReservation(jobId, token, requirements));
        Outcome? outcome = !reserved ? null : await _jobs.UpdateAsync(entry.OrganisationId, jobId, job =>
            RunIndex.TaskOf(job) is { } task
                ? new ClaimTask(task.Id, claim.Worker, token, claim.Lease) { StartWithin = claim.StartWithin }
                : null);
        if (outcome is Outcome.Applied claimed && RunIndex.StageOf(claimed.Job) is { } stage && stage.Tasks[0].Lease?.Token == token)
        {
            return (new ClaimedTask(claimed, stage, stage.Tasks[0]), true);
        }

        if (requirements.MaxParallel is not null)
        {
            await _index.Slots.FreeAsync(entry.OrganisationId, entry.GroupId, run.Number, token);
            _index.Offers.Make(entry.OrganisationId, requirements);
        }

        if (reserved && (outcome is null || !RunIndex.IsReady(outcome.Job)))
        {
            await _index.Ready.RemoveAsync(run);
        }

        return (null, reserved);
    }
}

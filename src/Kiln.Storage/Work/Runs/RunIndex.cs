using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Work.Runs;

/// <summary>
/// Keeps the queue of runs in step with the jobs of batches that runners claim: which run waits, which batch has waiting runs, and who
/// holds the slots of a batch that limits them.
/// </summary>
public sealed class RunIndex : IJobFollower
{
    private readonly QueueEntries _entries;
    private readonly string _surface;
    private readonly TimeProvider _time;

    /// <summary>Keeps the index of one surface's jobs.</summary>
    /// <param name="documents">Where it is kept.</param>
    /// <param name="entries">The queue entries, one a batch.</param>
    /// <param name="surface">The surface whose jobs these are; each has one worker stage with one task.</param>
    /// <param name="time">The clock.</param>
    public RunIndex(IDocumentStore documents, QueueEntries entries, string surface, TimeProvider time)
    {
        _entries = entries;
        _surface = surface;
        Ready = new ReadyRuns(documents);
        Slots = new RunSlots(documents, time);
        Offers = new WorkOffers<RunRequirements>(time);
        _time = time;
    }

    internal ReadyRuns Ready { get; }

    internal RunSlots Slots { get; }

    internal WorkOffers<RunRequirements> Offers { get; }

    /// <summary>How many runs of a batch hold a slot; 0 where the batch sets no limit.</summary>
    public async Task<int> CountSlotsAsync(string organisationId, string batchId, CancellationToken cancellationToken = default) =>
        (await Slots.ReadAsync(organisationId, batchId, cancellationToken)).Count;

    /// <inheritdoc/>
    /// <remarks>A new run is only put among the waiting ones: who stores the runs of a batch has put the batch's entry before.</remarks>
    public async Task<bool> FollowAsync(Job? before, Job? after)
    {
        Job job = after ?? before ?? throw new ArgumentNullException(nameof(after));
        if (job.Surface != _surface || job.BatchId is not { } batchId || !PartId.TryRead(job.Id, out _, out uint number))
        {
            return false;
        }

        bool wrote = await FollowReadyAsync(before, after, job, batchId, number);
        return await FollowLeaseAsync(before, after, job, batchId, number) || wrote;
    }

    /// <summary>Puts right what a crash left: the run's place among the waiting ones, and its batch's in the queue.</summary>
    public async Task RepairAsync(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Surface == _surface && job.BatchId is { } batchId && PartId.TryRead(job.Id, out _, out uint number) && IsReady(job))
        {
            await Ready.PutAsync(job.OrganisationId, batchId, number, NotBeforeOf(job));
            await OpenAsync(job.OrganisationId, batchId, job.Priority, RequirementsOf(job));
            Offer(job);
        }
    }

    /// <summary>The batches that have an entry in the queue.</summary>
    internal async Task<HashSet<string>> ListOpenAsync(string organisationId, CancellationToken cancellationToken)
    {
        HashSet<string> open = new(StringComparer.Ordinal);
        await foreach (ListedEntry listed in _entries.ListAsync(
            organisationId, RunQueue.QueueName, DateTimeOffset.MaxValue, cancellationToken))
        {
            open.Add(listed.Entry.GroupId);
        }

        return open;
    }

    internal Task OpenAsync(string organisationId, string batchId, int priority, RunRequirements requirements) =>
        _entries.PutAsync(RunQueue.EntryOf(organisationId, batchId, priority, requirements), 1);

    /// <summary>Where those wait whom a runner's own runs keep from others.</summary>
    internal static string PlaceOf(string organisationId, string worker) => $"{organisationId}/{worker}";

    internal static Stage? StageOf(Job job) => job.Stages.Length == 1 ? job.Stages[0] : null;

    internal static JobTask? TaskOf(Job job) => StageOf(job)?.Tasks is [var task] ? task : null;

    internal static bool IsReady(Job job) =>
        job is { State: JobState.Queued, Suspended: false, CancelRequested: false }
        && TaskOf(job) is { State: TaskState.Pending or TaskState.Retried };

    private static RunRequirements RequirementsOf(Job job) => RunRequirements.OfStage(StageOf(job)?.Data);

    private static DateTimeOffset? NotBeforeOf(Job job) => TaskOf(job)?.NotBefore;

    private async Task<bool> FollowReadyAsync(Job? before, Job? after, Job job, string batchId, uint number)
    {
        bool was = before is not null && IsReady(before);
        bool isNow = after is not null && IsReady(after);
        if (isNow && (!was || NotBeforeOf(before!) != NotBeforeOf(after!)))
        {
            await Ready.PutAsync(job.OrganisationId, batchId, number, NotBeforeOf(after!));
            if (before is not null)
            {
                await OpenAsync(job.OrganisationId, batchId, job.Priority, RequirementsOf(job));
            }

            Offer(after!);
            return true;
        }

        if (was && !isNow)
        {
            await Ready.RemoveAsync(job.OrganisationId, batchId, number);
            return true;
        }

        return false;
    }

    /// <summary>What the end of a lease leaves free: the slot of its batch for whom it suits, and room on the runner for its own claims.</summary>
    private async Task<bool> FollowLeaseAsync(Job? before, Job? after, Job job, string batchId, uint number)
    {
        if (before is null || TaskOf(before)?.Lease is not { } lease || (after is not null && TaskOf(after)?.Lease?.Token == lease.Token))
        {
            return false;
        }

        bool freed = RequirementsOf(job).MaxParallel is not null && await Slots.FreeAsync(job.OrganisationId, batchId, number, lease.Token);
        if (freed)
        {
            Offers.Make(job.OrganisationId, RequirementsOf(job));
        }

        Offers.WakeAll(PlaceOf(job.OrganisationId, lease.Worker));
        return freed;
    }

    private void Offer(Job job)
    {
        if (NotBeforeOf(job) is { } time && time > _time.GetUtcNow())
        {
            Offers.MakeLater(job.OrganisationId, RequirementsOf(job), time);
        }
        else
        {
            Offers.Make(job.OrganisationId, RequirementsOf(job));
        }
    }
}

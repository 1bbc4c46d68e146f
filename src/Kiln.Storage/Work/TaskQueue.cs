using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Work;

/// <summary>
/// Hands tasks of worker stages to workers: by priority, then by how long a task has been ready, then by job. Which task a worker gets
/// is decided in the job's own document, so no task is handed out twice by any number of processes.
/// </summary>
/// <remarks>
/// Claims of one process that meet are served together: one look at the queue, as many of them to each job as it has tasks ready, and
/// one write for each of these jobs. So they neither race each other nor pay for how long the queue is.
/// </remarks>
public sealed class TaskQueue
{
    // Other processes may be quicker time and again; after so many rounds the answer is that they were.
    private const int MostRounds = 10;

    private readonly JobStore _jobs;
    private readonly QueueEntries _entries;
    private readonly JobQueue _queue;
    private readonly WorkQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly CombiningQueue<PendingClaim> _claims;

    /// <summary>Serves claims from the entries that <paramref name="queue"/> keeps.</summary>
    public TaskQueue(JobStore jobs, QueueEntries entries, JobQueue queue, WorkQueueOptions options, TimeProvider time)
    {
        _jobs = jobs;
        _entries = entries;
        _queue = queue;
        _options = options;
        _time = time;
        _claims = new CombiningQueue<PendingClaim>((_, claims) => ServeAsync(claims));
    }

    /// <summary>
    /// Takes the next task of the types asked for, and opens its lease under a new token; null when none became ready within the wait.
    /// A caller that gave up meanwhile takes nothing: what it would have got is given back, uncounted.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="DocumentContentionException">There was work all the time, and other processes were quicker at every try.</exception>
    public async Task<ClaimedTask?> ClaimAsync(TaskClaim claim, TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentOutOfRangeException.ThrowIfZero(claim.Types.Count, nameof(claim));
        long started = _time.GetTimestamp();
        using WorkOffers<string>.Listener? listener = wait > TimeSpan.Zero ? _entries.Listen(claim) : null;
        for (int tries = 1; ; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task? offer = listener?.NextOffer();
            ClaimedTask? task;
            try
            {
                task = await TryClaimAsync(claim, cancellationToken);
            }
            catch (DocumentContentionException) when (wait > _time.GetElapsedTime(started))
            {
                await RaceBackoff.WaitAsync(tries, _time);
                continue;
            }

            TimeSpan left = wait - _time.GetElapsedTime(started);
            if (task is not null || offer is null || left <= TimeSpan.Zero)
            {
                return task;
            }

            listener!.FoundNothing();
            await WaitAsync(offer, left, cancellationToken);
        }
    }

    private async Task<ClaimedTask?> TryClaimAsync(TaskClaim claim, CancellationToken cancellationToken)
    {
        PendingClaim pending = new(claim);
        _claims.Add($"{claim.OrganisationId}/{claim.Surface}/{string.Join('/', claim.Types)}", pending);
        ClaimedTask? task = await pending.Completion;
        if (task is not null && cancellationToken.IsCancellationRequested)
        {
            await _jobs.UpdateAsync(task.Job.OrganisationId, task.Job.Id, new ReleaseTask(task.Task.Id, task.Token), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return task;
    }

    private async Task WaitAsync(Task offer, TimeSpan left, CancellationToken cancellationToken)
    {
        TimeSpan pause = _options.OtherProcessesInterval is { } interval && interval < left ? interval : left;
        try
        {
            await offer.WaitAsync(pause, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look again.
        }
    }

    private async Task ServeAsync(IReadOnlyList<PendingClaim> claims)
    {
        try
        {
            List<PendingClaim> waiting = [.. claims];
            int rounds = 0;
            bool again = true;
            while (again && waiting.Count > 0 && rounds++ < MostRounds)
            {
                int before = waiting.Count;
                again = await ServeRoundAsync(waiting) || waiting.Count < before;
            }

            foreach (PendingClaim claim in waiting)
            {
                if (again)
                {
                    claim.Fail(new DocumentContentionException(QueueEntry.Prefix(claim.Claim.OrganisationId, claim.Claim.Types[0]), MostRounds));
                }
                else
                {
                    claim.Complete(null);
                }
            }
        }
#pragma warning disable CA1031 // Whatever happened is each caller's to handle; the queue goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (PendingClaim claim in claims)
            {
                claim.Fail(failure);
            }
        }
    }

    /// <summary>
    /// Goes once through the queue and takes out of the list whoever got a task. Answers whether another round may find more: somebody
    /// else was quicker somewhere, or an entry has moved.
    /// </summary>
    private async Task<bool> ServeRoundAsync(List<PendingClaim> waiting)
    {
        DateTimeOffset now = _time.GetUtcNow();
        TaskClaim asked = waiting[0].Claim;
        Queue<PendingClaim> unserved = new(waiting);
        List<Task<(PendingClaim Claim, bool Served)>> offers = [];
        bool again = false;
        await using QueueWalk walk = new(_entries, asked.OrganisationId, asked.Types, now);
        while (unserved.Count > 0 && await walk.NextAsync() is { } listed)
        {
            QueueEntry entry = listed.Entry;
            if (entry.Since > now)
            {
                _entries.OfferLater(entry, entry.Since);
                continue;
            }

            if (asked.Surface is { } surface && JobQueue.SurfaceOf(entry) != surface)
            {
                continue;
            }

            Job? job = await _jobs.GetAsync(entry.OrganisationId, entry.GroupId);
            if (job is null || _queue.EntryOf(job)?.Key != entry.Key)
            {
                again |= await _queue.RepairAsync(listed, job);
                continue;
            }

            int ready = ReadyWork.Count(job, entry.Queue, now, unserved.Count);
            if (ready == 0)
            {
                // Its time comes within the millisecond that the entry is exact to.
                _entries.OfferLater(entry, now);
            }

            for (; ready > 0; ready--)
            {
                offers.Add(OfferAsync(entry, unserved.Dequeue()));
            }
        }

        (PendingClaim Claim, bool Served)[] outcomes = await Task.WhenAll(offers);
        waiting.RemoveAll(claim => Array.Exists(outcomes, outcome => outcome.Served && outcome.Claim == claim));
        return again || Array.Exists(outcomes, outcome => !outcome.Served);
    }

    private async Task<(PendingClaim Claim, bool Served)> OfferAsync(QueueEntry entry, PendingClaim pending)
    {
        TaskClaim claim = pending.Claim;
        string token = Guid.NewGuid().ToString("N");
        string? taskId = null;
        Outcome? outcome = await _jobs.UpdateAsync(entry.OrganisationId, entry.GroupId, job =>
        {
            taskId = ReadyWork.Next(job, entry.Queue, _time.GetUtcNow())?.Id;
            return taskId is null
                ? null
                : new ClaimTask(taskId, claim.Worker, token, claim.Lease) { Start = claim.Start, StartWithin = claim.StartWithin };
        });
        if (outcome is not Outcome.Applied applied || applied.Job.FindTask(taskId!) is not var (stage, task))
        {
            return (pending, false);
        }

        pending.Complete(new ClaimedTask(applied, stage, task));
        return (pending, true);
    }
}

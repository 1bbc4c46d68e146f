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
    // Other processes may be quicker time and again; after so many rounds the answer is that nothing was to be had.
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
    public async Task<ClaimedTask?> ClaimAsync(TaskClaim claim, TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentOutOfRangeException.ThrowIfZero(claim.Types.Count, nameof(claim));
        long started = _time.GetTimestamp();
        ChangeSignals.Listener[] listeners = wait > TimeSpan.Zero
            ? [.. claim.Types.Select(type => _entries.Listen(claim.OrganisationId, type))]
            : [];
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Task[] changes = [.. listeners.Select(listener => listener.NextChange())];
                PendingClaim.Result result = await TryClaimAsync(claim, cancellationToken);
                TimeSpan left = wait - _time.GetElapsedTime(started);
                if (result.Task is not null || left <= TimeSpan.Zero)
                {
                    return result.Task;
                }

                await WaitAsync(changes, left, result.NextReady, cancellationToken);
            }
        }
        finally
        {
            foreach (ChangeSignals.Listener listener in listeners)
            {
                listener.Dispose();
            }
        }
    }

    private async Task<PendingClaim.Result> TryClaimAsync(TaskClaim claim, CancellationToken cancellationToken)
    {
        PendingClaim pending = new(claim);
        _claims.Add($"{claim.OrganisationId}/{claim.Surface}/{string.Join('/', claim.Types)}", pending);
        PendingClaim.Result result = await pending.Completion;
        if (result.Task is { } task && cancellationToken.IsCancellationRequested)
        {
            await _jobs.UpdateAsync(task.Job.OrganisationId, task.Job.Id, new ReleaseTask(task.Task.Id, task.Token), CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return result;
    }

    private async Task WaitAsync(Task[] changes, TimeSpan left, DateTimeOffset? nextReady, CancellationToken cancellationToken)
    {
        TimeSpan pause = left;
        if (nextReady - _time.GetUtcNow() is { } untilReady && untilReady < pause)
        {
            // The wait's clock may run ahead of the calendar by a little: never spin.
            pause = untilReady > TimeSpan.FromMilliseconds(1) ? untilReady : TimeSpan.FromMilliseconds(1);
        }

        if (_options.OtherProcessesInterval is { } interval && interval < pause)
        {
            pause = interval;
        }

        try
        {
            await Task.WhenAny(changes).WaitAsync(pause, _time, cancellationToken);
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
            DateTimeOffset? nextReady = null;
            for (int round = 0; round < MostRounds && waiting.Count > 0; round++)
            {
                int before = waiting.Count;
                (nextReady, bool again) = await ServeRoundAsync(waiting);
                if (waiting.Count == before && !again)
                {
                    break;
                }
            }

            foreach (PendingClaim claim in waiting)
            {
                claim.Complete(null, nextReady);
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
    /// Goes once through the queue and takes out of the list whoever got a task. Answers when the next task becomes ready by itself, and
    /// whether another round may find more: somebody else was quicker somewhere, or an entry has moved.
    /// </summary>
    private async Task<(DateTimeOffset? NextReady, bool Again)> ServeRoundAsync(List<PendingClaim> waiting)
    {
        DateTimeOffset now = _time.GetUtcNow();
        TaskClaim asked = waiting[0].Claim;
        Queue<PendingClaim> unserved = new(waiting);
        List<Task<(PendingClaim Claim, bool Served)>> offers = [];
        DateTimeOffset? nextReady = null;
        bool again = false;
        await using QueueWalk walk = new(_entries, asked.OrganisationId, asked.Types, now);
        while (unserved.Count > 0 && await walk.NextAsync() is { } listed)
        {
            QueueEntry entry = listed.Entry;
            if (entry.Since > now)
            {
                nextReady = nextReady < entry.Since ? nextReady : entry.Since;
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
                nextReady = now;
            }

            for (; ready > 0; ready--)
            {
                offers.Add(OfferAsync(entry, unserved.Dequeue()));
            }
        }

        (PendingClaim Claim, bool Served)[] outcomes = await Task.WhenAll(offers);
        waiting.RemoveAll(claim => Array.Exists(outcomes, outcome => outcome.Served && outcome.Claim == claim));
        return (nextReady, again || Array.Exists(outcomes, outcome => !outcome.Served));
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

        pending.Complete(new ClaimedTask(applied, stage, task), null);
        return (pending, true);
    }
}

using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Work;

/// <summary>Keeps the queue entries of jobs in step with the jobs: one entry while a job has work for workers, in the queue of its stage's type.</summary>
public sealed class JobQueue(QueueEntries entries, WorkQueueOptions options) : IJobFollower
{
    private const string Surface = "surface";

    /// <summary>The surface of the job that an entry stands for.</summary>
    public static string? SurfaceOf(QueueEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Metadata.GetValueOrDefault(Surface);
    }

    /// <summary>Whether the jobs of a surface stand in queues by themselves.</summary>
    public bool Queues(string surface) => !options.GroupedSurfaces.Contains(surface);

    /// <summary>The entry that a job should have; null for none.</summary>
    public QueueEntry? EntryOf(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Queues(job.Surface) && ReadyWork.Of(job) is { } work
            ? new QueueEntry(job.OrganisationId, work.Stage.Type, job.Priority, work.Since, job.Id)
            {
                Metadata = new Dictionary<string, string> { [Surface] = job.Surface },
            }
            : null;
    }

    /// <inheritdoc/>
    /// <remarks>The new place is taken before the old one is left: a crash between leaves an entry too many, which claimers remove.</remarks>
    public async Task<bool> FollowAsync(Job? before, Job? after)
    {
        QueueEntry? old = before is null ? null : EntryOf(before);
        QueueEntry? present = after is null ? null : EntryOf(after);
        if (old?.Key == present?.Key)
        {
            if (present is not null && PiecesOf(after!) > PiecesOf(before!))
            {
                entries.Offer(present, PiecesOf(after!));
            }

            return false;
        }

        if (present is not null)
        {
            await PutAsync(present, after!);
        }

        if (old is not null)
        {
            await entries.RemoveAsync(old);
        }

        return true;
    }

    /// <summary>
    /// Puts right an entry that a crash, or another process in the midst of its work, left where the job's does not belong; answers
    /// whether the job has one elsewhere.
    /// </summary>
    public async Task<bool> RepairAsync(ListedEntry stale, Job? job)
    {
        ArgumentNullException.ThrowIfNull(stale);
        QueueEntry? right = job is null ? null : EntryOf(job);
        if (right is not null)
        {
            await PutAsync(right, job!);
        }

        await entries.RemoveAsync(stale);
        return right is not null;
    }

    /// <summary>Puts the entry of a job.</summary>
    public Task PutAsync(QueueEntry entry, Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return entries.PutAsync(entry, PiecesOf(job));
    }

    /// <summary>How many workers the job can serve, or more: some of its tasks may wait for a back-off.</summary>
    private static int PiecesOf(Job job) => job.CurrentStage is { Counts: var counts } ? counts.Pending + counts.Retried : 0;
}

using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Telemetry;

namespace Kiln.Storage.Jobs;

/// <summary>
/// The writing side of the job store: works come to one job in turns, commands that meet share a write, and what this process wrote last
/// stays in memory, so a command is one write and no read.
/// </summary>
/// <remarks>
/// Where others write too, the write finds out when what was kept is not the last word; and an answer that writes nothing is given only
/// after a read.
/// </remarks>
internal sealed class JobTurns
{
    private readonly JobDocuments _jobs;
    private readonly JobStoreOptions _options;
    private readonly IJobFollower[] _followers;
    private readonly Action<string, Job> _written;
    private readonly TimeProvider _time;
    private readonly CombiningQueue<PendingWork> _turns;
    private readonly BoundedCache<StoredJob> _present;

    public JobTurns(
        JobDocuments documents, JobStoreOptions options, IEnumerable<IJobFollower> followers, Action<string, Job> written, TimeProvider time)
    {
        _jobs = documents;
        _options = options;
        _followers = [.. followers];
        _written = written;
        _time = time;
        _turns = new CombiningQueue<PendingWork>(TakeTurnsAsync);
        _present = new BoundedCache<StoredJob>(options.KeptParts);
    }

    private bool IsShared => _options.OtherProcessesInterval is not null;

    /// <summary>Applies a command at its turn; the outcome is null when there is no job under the key.</summary>
    public Task<Outcome?> UpdateAsync(string key, Func<Job, JobCommand?> decide)
    {
        PendingCommand pending = new(decide);
        _turns.Add(key, pending);
        return pending.Completion;
    }

    /// <summary>Stores a new job; false when something stands under its key.</summary>
    public Task<bool> CreateAsync(string key, Job job) => TakeTurnAsync(key, async () =>
    {
        if (await _jobs.CreateAsync(key, job) is not { } stored)
        {
            // Who stored it may have died before the followers heard of it.
            if (await _jobs.ReadAsync(key) is { Job: { } present })
            {
                await FollowAsync(null, present);
            }

            return false;
        }

        await KeepAsync(key, null, stored, job);
        return true;
    });

    /// <summary>Deletes a job that has ended and is settled; false when it is not so, or not there.</summary>
    public Task<bool> DeleteAsync(string key) => TakeTurnAsync(key, async () =>
    {
        if (await _jobs.ReadAsync(key) is not { Job: { } job } stored
            || !job.State.IsTerminal()
            || job.Reservation is { AppliedAt: null }
            || !await _jobs.DeleteAsync(key, stored))
        {
            return false;
        }

        _present.Remove(key);
        await FollowAsync(job, null);
        return true;
    });

    /// <summary>The job as this process knows it where nobody else writes, else as it stands in storage.</summary>
    public async Task<StoredJob?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (IsShared)
        {
            return await _jobs.ReadAsync(key, cancellationToken);
        }

        return _present.TryGet(key, out StoredJob? present) ? present : await _jobs.ReadAsync(key, cancellationToken);
    }

    private Task<bool> TakeTurnAsync(string key, Func<Task<bool>> work)
    {
        PendingTurn turn = new(work);
        _turns.Add(key, turn);
        return turn.Completion;
    }

    /// <summary>Does what came for one job, in its order; commands that stand together share a write.</summary>
    private async Task TakeTurnsAsync(string key, IReadOnlyList<PendingWork> works)
    {
        List<PendingCommand> together = [];
        foreach (PendingWork work in works)
        {
            if (work is PendingCommand command)
            {
                together.Add(command);
                continue;
            }

            await TakeTurnAsync(key, () => ApplyAsync(key, together), together);
            together = [];
            await TakeTurnAsync(key, ((PendingTurn)work).RunAsync, [work]);
        }

        await TakeTurnAsync(key, () => ApplyAsync(key, together), together);
    }

    private async Task TakeTurnAsync(string key, Func<Task> turn, IReadOnlyList<PendingWork> works)
    {
        try
        {
            await turn();
        }
#pragma warning disable CA1031 // Whatever happened is each caller's to handle; the queue goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // A write that failed may have been made all the same.
            _present.Remove(key);
            foreach (PendingWork work in works)
            {
                work.Fail(failure);
            }
        }
    }

    private Task ApplyAsync(string key, List<PendingCommand> commands) =>
        commands.Count == 0 ? Task.CompletedTask : RaceBackoff.UntilWonAsync(key, _ => TryApplyAsync(key, commands), _time);

    private async Task<bool> TryApplyAsync(string key, List<PendingCommand> commands)
    {
        bool known = _present.TryGet(key, out StoredJob? stored);
        stored ??= await _jobs.ReadAsync(key);
        Job? changed = Apply(commands, stored?.Job);
        if (known && IsShared && ReferenceEquals(changed, stored?.Job))
        {
            // What another process wrote may change an answer that writes nothing; one that writes is judged by its write.
            stored = await _jobs.ReadAsync(key);
            changed = Apply(commands, stored?.Job);
        }

        if (stored is null || changed is null)
        {
            commands.ForEach(command => command.CompleteAbsent());
            return true;
        }

        if (!ReferenceEquals(changed, stored.Job))
        {
            if (await _jobs.ReplaceAsync(key, stored, changed) is not { } written)
            {
                // What was kept was out of date, which is no reason to wait; one that lost from a fresh read waits its turn.
                _present.Remove(key);
                return known && await TryApplyAsync(key, commands);
            }

            await KeepAsync(key, stored.Job, written, changed);
        }

        commands.ForEach(command => command.Complete());
        return true;
    }

    private Job? Apply(List<PendingCommand> commands, Job? job)
    {
        if (job is null)
        {
            return null;
        }

        foreach (PendingCommand command in commands)
        {
            job = command.Apply(job, _time.GetUtcNow());
        }

        return job;
    }

    /// <summary>After a write: keeps what was written and tells everybody, with the whole of what was new in it.</summary>
    private async Task KeepAsync(string key, Job? before, StoredJob written, Job after)
    {
        _present.Set(key, written, 1 + written.Job.Events.Length + written.Job.Stages.Sum(stage => stage.Tasks.Length));
        await FollowAsync(before, after);
        JobMetrics.Record(before, after);
        _written(key, after);
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
        while (await follower.FollowAsync(before, after) && IsShared && after is not null)
        {
            Job? present = (await _jobs.ReadAsync(JobKeys.Of(after.OrganisationId, after.Id)))?.Job;
            if (present?.Version == after.Version)
            {
                return;
            }

            (before, after) = (after, present);
        }
    }
}

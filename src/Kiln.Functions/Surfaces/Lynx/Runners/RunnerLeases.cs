using System.Collections.Concurrent;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage;
using Kiln.Storage.Jobs;
using Kiln.Storage.Runners;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>
/// What a runner holds. Its record says what was booked on it; whether a booking stands for a lease is for the job to say, so a
/// booking that a crash left, or whose attempt has ended, is told from one that counts.
/// </summary>
public sealed class RunnerLeases(RunnerStore runners, JobStore jobs, StorageTopology topology, TimeProvider clock)
{
    /// <summary>How long a booking without a lease may stand for a claim that another process is at.</summary>
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, byte> _beingClaimed = new(StringComparer.Ordinal);

    /// <summary>The jobs that the runner has a lease on.</summary>
    public async Task<IReadOnlyList<Job>> ActiveAsync(Runner runner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runner);
        (RunnerHold Hold, Job? Job)[] held = await ReadAsync(runner, cancellationToken);
        return [.. held.Where(one => HasLease(one.Job, one.Hold.Token)).Select(one => one.Job!)];
    }

    /// <summary>The runner as it is stored now, without the bookings that are over; null when it is gone.</summary>
    public async Task<Runner?> ReviewAsync(string organisationId, string runnerId, CancellationToken cancellationToken)
    {
        Runner? runner = await runners.GetAsync(organisationId, runnerId, cancellationToken);
        if (runner is null || runner.Holds.IsEmpty)
        {
            return runner;
        }

        (RunnerHold Hold, Job? Job)[] held = await ReadAsync(runner, cancellationToken);
        string[] over = [.. held.Where(one => IsOver(one.Hold, one.Job)).Select(one => one.Hold.Token)];
        return over.Length == 0 ? runner : await ForgetAsync(organisationId, runnerId, over);
    }

    /// <summary>Books an attempt on a runner, if it is still the one with this token, takes work, and has room; answers the runner.</summary>
    public async Task<(bool Booked, Runner? Runner)> BookAsync(Runner runner, RunnerHold hold)
    {
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(hold);
        _beingClaimed.TryAdd(hold.Token, 0);
        bool booked = false;
        Runner? changed = await runners.UpdateAsync(runner.OrganisationId, runner.Id, stored =>
        {
            booked = !stored.Drained && stored.TokenHash == runner.TokenHash && stored.HasRoom(hold.Millicores, hold.MemoryBytes);
            return booked ? stored with { Holds = stored.Holds.Add(hold), LastCallAt = clock.GetUtcNow() } : stored;
        });
        return (booked, changed);
    }

    /// <summary>Ends the time in which bookings count though the jobs do not know them.</summary>
    public void Settle(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        foreach (string token in tokens)
        {
            _beingClaimed.TryRemove(token, out _);
        }
    }

    /// <summary>Removes bookings.</summary>
    public Task<Runner?> ForgetAsync(string organisationId, string runnerId, IReadOnlyCollection<string> tokens) =>
        runners.UpdateAsync(organisationId, runnerId, stored => stored.Holds.Any(hold => tokens.Contains(hold.Token))
            ? stored with { Holds = stored.Holds.RemoveAll(hold => tokens.Contains(hold.Token)) }
            : stored);

    /// <summary>Ends the leases of a runner that is gone: its jobs are tried again elsewhere, or fail.</summary>
    public async Task EndAsync(Runner runner)
    {
        ArgumentNullException.ThrowIfNull(runner);
        foreach (RunnerHold hold in runner.Holds)
        {
            await jobs.UpdateAsync(runner.OrganisationId, hold.JobId, job => HasLease(job, hold.Token)
                ? new FailAttempt(TaskOf(job)!.Id, hold.Token, LostRunner)
                : null);
        }

        await ForgetAsync(runner.OrganisationId, runner.Id, [.. runner.Holds.Select(hold => hold.Token)]);
    }

    /// <summary>The failure of an attempt whose runner is gone.</summary>
    internal static Failure LostRunner { get; } =
        Failure.Of(FailureCodes.LeaseExpired, "Runner lost", FailurePhase.Processing);

    private static JobTask? TaskOf(Job? job) => job?.Stages is [{ Tasks: [var task] }] ? task : null;

    private static bool HasLease(Job? job, string token) => TaskOf(job)?.Lease?.Token == token;

    private async Task<(RunnerHold Hold, Job? Job)[]> ReadAsync(Runner runner, CancellationToken cancellationToken) =>
        await Task.WhenAll(runner.Holds.Select(async hold =>
            (hold, await jobs.GetAsync(runner.OrganisationId, hold.JobId, cancellationToken))));

    private bool IsOver(RunnerHold hold, Job? job) =>
        !HasLease(job, hold.Token)
        && !_beingClaimed.ContainsKey(hold.Token)
        && (topology.IsSoleProcess || job is null || job.State.IsTerminal() || TaskOf(job)?.LastToken == hold.Token
            || clock.GetUtcNow() - hold.Since > ClaimTime);
}

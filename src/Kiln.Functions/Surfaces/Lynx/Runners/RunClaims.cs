using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Commands;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Jobs;
using Kiln.Storage.Runners;
using Kiln.Storage.Work;
using Kiln.Storage.Work.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Claims runs for runners: as many as fit into what a runner's other leases leave, waiting for the first one if asked.</summary>
public sealed class RunClaims(
    RunQueue queue,
    RunnerLeases leases,
    JobStore jobs,
    WorkQueueOptions workQueue,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    /// <summary>
    /// Claims up to <paramref name="most"/> runs. None when none fits within the wait; null when the runner is drained.
    /// </summary>
    /// <exception cref="OperationCanceledException">The runner has gone; what it would have got is given back.</exception>
    public async Task<IReadOnlyList<ClaimedTask>?> ClaimAsync(Runner runner, int most, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runner);
        long started = clock.GetTimestamp();
        using ChangeSignals.Listener listener = queue.Listen(runner.OrganisationId);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task change = listener.NextChange();
            Runner? current = await leases.ReviewAsync(runner.OrganisationId, runner.Id, cancellationToken);
            if (current is null || current.TokenHash != runner.TokenHash)
            {
                throw LynxErrors.Unauthorized("The runner was registered anew, or removed");
            }

            if (current.Drained)
            {
                return null;
            }

            (List<ClaimedTask> claimed, DateTimeOffset? nextReady) = await TakeAsync(current, most, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                await GiveBackAsync(claimed);
                cancellationToken.ThrowIfCancellationRequested();
            }

            TimeSpan left = wait - clock.GetElapsedTime(started);
            if (claimed.Count > 0 || left <= TimeSpan.Zero)
            {
                return claimed;
            }

            await WaitAsync(change, left, nextReady, cancellationToken);
        }
    }

    private async Task<(List<ClaimedTask> Claimed, DateTimeOffset? NextReady)> TakeAsync(
        Runner runner, int most, CancellationToken cancellationToken)
    {
        List<ClaimedTask> claimed = [];
        while (claimed.Count < most)
        {
            (ClaimedTask? run, DateTimeOffset? nextReady, runner) = await TakeOneAsync(runner, cancellationToken);
            if (run is null)
            {
                return (claimed, nextReady);
            }

            claimed.Add(run);
        }

        return (claimed, null);
    }

    private async Task<(ClaimedTask? Run, DateTimeOffset? NextReady, Runner Runner)> TakeOneAsync(
        Runner runner, CancellationToken cancellationToken)
    {
        LynxOptions settings = options.Value.Lynx;
        Runner current = runner;
        List<string> booked = [];
        RunClaim claim = new(
            runner.OrganisationId,
            runner.Id,
            TimeSpan.FromSeconds(settings.LeaseSeconds),
            TimeSpan.FromSeconds(settings.StartSeconds),
            requirements => Fits(current, requirements),
            BookAsync);
        RunClaimResult result = default;
        try
        {
            result = await queue.TryClaimAsync(claim, cancellationToken);
        }
        finally
        {
            leases.Settle(booked);
            string[] unused = [.. booked.Where(token => token != result.Run?.Token)];
            if (unused.Length > 0)
            {
                current = await leases.ForgetAsync(runner.OrganisationId, runner.Id, unused) ?? current;
            }
        }

        return (result.Run, result.NextReady, current);

        async Task<bool> BookAsync(RunReservation reservation)
        {
            RunRequirements needs = reservation.Requirements;
            RunnerHold hold = new(reservation.JobId, reservation.Token, needs.Millicores, needs.MemoryBytes, clock.GetUtcNow());
            booked.Add(hold.Token);
            (bool fits, Runner? changed) = await leases.BookAsync(runner, hold);
            current = changed ?? current;
            return fits;
        }
    }

    private static bool Fits(Runner runner, RunRequirements needs) =>
        runner.Supports(needs.SimulationType, needs.Millicores, needs.MemoryBytes, needs.Gpu)
        && runner.HasRoom(needs.Millicores, needs.MemoryBytes);

    private async Task GiveBackAsync(List<ClaimedTask> claimed)
    {
        foreach (ClaimedTask run in claimed)
        {
            await jobs.UpdateAsync(run.Job.OrganisationId, run.Job.Id, new ReleaseTask(run.Task.Id, run.Token), CancellationToken.None);
        }
    }

    private async Task WaitAsync(Task change, TimeSpan left, DateTimeOffset? nextReady, CancellationToken cancellationToken)
    {
        TimeSpan pause = left;
        if (nextReady - clock.GetUtcNow() is { } untilReady && untilReady < pause)
        {
            // The wait's clock may run ahead of the calendar by a little: never spin.
            pause = untilReady > TimeSpan.FromMilliseconds(1) ? untilReady : TimeSpan.FromMilliseconds(1);
        }

        if (workQueue.OtherProcessesInterval is { } interval && interval < pause)
        {
            pause = interval;
        }

        try
        {
            await change.WaitAsync(pause, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look again.
        }
    }
}

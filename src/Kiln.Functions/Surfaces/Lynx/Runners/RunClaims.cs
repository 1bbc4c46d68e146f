using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Commands;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Jobs;
using Kiln.Storage.Plans;
using Kiln.Storage.Runners;
using Kiln.Storage.Work;
using Kiln.Storage.Work.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Claims runs for runners: as many as fit into what a runner's other leases leave, waiting for the first one if asked.</summary>
public sealed class RunClaims(
    RunQueue queue,
    RunnerLeases leases,
    RunPlaces places,
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
        Runner known = runner;
        using WorkOffers<RunRequirements>.Listener listener = queue.Listen(
            runner.OrganisationId, runner.Id, requirements => Fits(known, requirements));
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task offer = listener.NextOffer();
            Runner? current = await leases.ReviewAsync(runner.OrganisationId, runner.Id, cancellationToken);
            if (current is null || current.TokenHash != runner.TokenHash)
            {
                throw LynxErrors.Unauthorized("The runner was registered anew, or removed");
            }

            if (current.Drained)
            {
                return null;
            }

            known = current;
            (List<ClaimedTask> claimed, known, bool planIsFull) = await TakeAsync(current, most, cancellationToken);
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

            listener.FoundNothing(forAnybody: planIsFull);
            await WaitAsync(offer, left, cancellationToken);
        }
    }

    private async Task<(List<ClaimedTask> Claimed, Runner Runner, bool PlanIsFull)> TakeAsync(
        Runner runner, int most, CancellationToken cancellationToken)
    {
        List<ClaimedTask> claimed = [];
        while (claimed.Count < most)
        {
            if (!await places.HasRoomAsync(runner.OrganisationId, cancellationToken))
            {
                return (claimed, runner, true);
            }

            (ClaimedTask? run, runner) = await TakeOneAsync(runner, cancellationToken);
            if (run is null)
            {
                break;
            }

            claimed.Add(run);
        }

        return (claimed, runner, false);
    }

    private async Task<(ClaimedTask? Run, Runner Runner)> TakeOneAsync(
        Runner runner, CancellationToken cancellationToken)
    {
        LynxOptions settings = options.Value.Lynx;
        Runner current = runner;
        List<RunReservation> booked = [];
        RunClaim claim = new(
            runner.OrganisationId,
            runner.Id,
            TimeSpan.FromSeconds(settings.LeaseSeconds),
            TimeSpan.FromSeconds(settings.StartSeconds),
            requirements => Fits(current, requirements),
            BookAsync);
        ClaimedTask? run = null;
        try
        {
            run = await queue.TryClaimAsync(claim, cancellationToken);
        }
        finally
        {
            leases.Settle(booked.Select(reservation => reservation.Token));
            RunReservation[] unused = [.. booked.Where(reservation => reservation.Token != run?.Token)];
            if (unused.Length > 0)
            {
                current = await leases.ForgetAsync(runner.OrganisationId, runner.Id, [.. unused.Select(reservation => reservation.Token)]) ?? current;
            }

            foreach (RunReservation reservation in unused)
            {
                await places.FreeAsync(runner.OrganisationId, reservation.JobId, reservation.Token);
            }
        }

        return (run, current);

        async Task<bool> BookAsync(RunReservation reservation)
        {
            if (!await places.TakeAsync(runner.OrganisationId, reservation.JobId, reservation.Token))
            {
                return false;
            }

            RunRequirements needs = reservation.Requirements;
            RunnerHold hold = new(reservation.JobId, reservation.Token, needs.Millicores, needs.MemoryBytes, clock.GetUtcNow());
            booked.Add(reservation);
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

    private async Task WaitAsync(Task offer, TimeSpan left, CancellationToken cancellationToken)
    {
        TimeSpan pause = workQueue.OtherProcessesInterval is { } interval && interval < left ? interval : left;
        try
        {
            await offer.WaitAsync(pause, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look again.
        }
    }
}

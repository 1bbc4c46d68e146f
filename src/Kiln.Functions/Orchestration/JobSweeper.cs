using Kiln.Functions.Credits;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;

namespace Kiln.Functions.Orchestration;

/// <summary>
/// Finds what a crash left between two writes: jobs without an orchestration, leases past their end, settlements that the ledger
/// has not seen, reservations without a job. All is put right by the ordinary commands, so that it may run beside anything.
/// </summary>
public sealed class JobSweeper(
    OrganisationStore organisations, JobStore jobs, AccountStore accounts, JobSettlement settlement, TimeProvider clock)
{
    private const int PageSize = 200;

    /// <summary>A submission takes seconds between reservation and job; after this long it has died.</summary>
    private static readonly TimeSpan OrphanAge = TimeSpan.FromMinutes(10);

    /// <summary>Looks at every organisation once.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            JobQuery all = new(organisation);
            await ForEachAsync(all with { ActiveOnly = true }, job => ReviveAsync(client, job, cancellationToken), cancellationToken);
            await ForEachAsync(all with { UnsettledOnly = true }, job => settlement.SettleAsync(job, cancellationToken), cancellationToken);
            await ReleaseOrphansAsync(organisation, cancellationToken);
        }
    }

    private async Task ForEachAsync(JobQuery query, Func<Job, Task> act, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(query, PageSize, cursor, cancellationToken);
            foreach (Job job in page.Jobs)
            {
                await act(job);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    private async Task ReviveAsync(DurableTaskClient client, Job job, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string[] lost = [.. job.Stages.SelectMany(stage => stage.Tasks).Where(task => task.Lease?.ExpiresAt <= now).Select(task => task.Id)];
        foreach (string taskId in lost)
        {
            await jobs.UpdateAsync(job.OrganisationId, job.Id, new ExpireLease(taskId), cancellationToken);
        }

        if (!await JobDriver.IsDrivenAsync(client, job, cancellationToken))
        {
            await JobDriver.StartAsync(client, job, cancellationToken);
        }
        else if (lost.Length > 0)
        {
            await JobDriver.WakeAsync(client, job, "lease expired", cancellationToken);
        }
    }

    private async Task ReleaseOrphansAsync(string organisation, CancellationToken cancellationToken)
    {
        await foreach (LedgerEntry reservation in accounts.ListOpenAsync(organisation, cancellationToken))
        {
            if (clock.GetUtcNow() - reservation.Time < OrphanAge)
            {
                continue;
            }

            // Giving the identifier up first closes the race with a submission that is only slow. A number that the job never
            // took belongs to a retry that broke off; should that retry still come, it takes the next number.
            Job? job = await jobs.GetAsync(organisation, reservation.SourceId, cancellationToken);
            bool orphan = job is null
                ? await jobs.AbandonAsync(organisation, reservation.SourceId, cancellationToken)
                : (job.Reservation?.Number ?? 0) < reservation.Reservation;
            if (orphan)
            {
                await accounts.SettleAsync(
                    organisation, reservation.SourceId, reservation.Reservation, Settlement.Refund, "No run of the job took it.");
            }
        }
    }
}

using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Transitions;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Credits;

/// <summary>
/// Keeps jobs and the ledger in step, though no write covers both. The order of writes, and what a crash after each leaves:
/// <list type="bullet">
/// <item>Submission: reserve, then store the job. Between them: a reservation without a job; a repeat of the submission goes on from
/// there, or the sweep gives up the job's identifier, so that the job can no longer be stored, and then refunds.</item>
/// <item>Ending: the job document decides between charge and refund in the write that ends it; then the ledger follows; then the job
/// notes that it did. After the first or the second: the sweep finds the job unsettled and repeats the rest, which is harmless.</item>
/// <item>Retry: reserve under a new number, then apply the command. Between them: a reservation that no run has; the sweep refunds
/// it, and a later retry takes the next number.</item>
/// </list>
/// </summary>
public sealed class JobCredits(JobStore jobs, BatchStore batches, AccountStore accounts, TimeProvider time)
{
    // Nobody is still submitting under an identifier that was given up so long ago.
    private static readonly TimeSpan AbandonedAge = TimeSpan.FromDays(1);

    /// <summary>Holds a new job's credits and stores it. Repeating it is harmless.</summary>
    public Task<SubmissionOutcome> SubmitAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return PaidCreation.RunAsync(
            job.Reservation is { } held ? () => accounts.ReserveAsync(job.OrganisationId, job.Id, held.Number, held.Amount) : null,
            async () => await jobs.GetAsync(job.OrganisationId, job.Id, cancellationToken) is not null,
            () => jobs.CreateAsync(job, CancellationToken.None));
    }

    /// <summary>Holds credits for another run of a failed job and starts it; null when the organisation has no such job.</summary>
    public async Task<RetryOutcome?> RetryAsync(
        string organisationId, string jobId, int price, string by, CancellationToken cancellationToken = default)
    {
        if (await jobs.GetAsync(organisationId, jobId, cancellationToken) is not { } job)
        {
            return null;
        }

        // Asked first, so that a retry which is refused anyway holds nothing.
        Outcome expected = JobLifecycle.Apply(job, new Retry(price, by), time.GetUtcNow());
        if (expected is not Outcome.Applied)
        {
            return new RetryOutcome(expected);
        }

        int number = job.Retries + 2;
        if (price > 0)
        {
            ReserveOutcome reserved;
            while ((reserved = await accounts.ReserveAsync(organisationId, jobId, number, price)) == ReserveOutcome.Settled)
            {
                number++;
            }

            if (reserved == ReserveOutcome.InsufficientCredits)
            {
                return new RetryOutcome(null);
            }
        }

        // Two retries at once hold one reservation between them; only the one that finds the job as it was may use it.
        Outcome? outcome = await jobs.UpdateAsync(
            organisationId,
            jobId,
            current => current.Retries == job.Retries ? new Retry(price, by) { Reservation = number } : null,
            CancellationToken.None);
        return outcome is null ? null : new RetryOutcome(outcome);
    }

    /// <summary>
    /// Makes the ledger follow what an ended job decided on its credits, and notes it in the job. Repeating it is harmless; a job with
    /// nothing to settle is left alone.
    /// </summary>
    /// <exception cref="LedgerConflictException">The ledger holds the opposite.</exception>
    public async Task SettleAsync(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Reservation is { Settlement: not Settlement.Open, AppliedAt: null } reservation)
        {
            await accounts.SettleAsync(job.OrganisationId, job.Id, reservation.Number, reservation.Settlement);
            await jobs.UpdateAsync(
                job.OrganisationId,
                job.Id,
                current => current.Reservation?.Number == reservation.Number ? new RecordSettlement() : null);
        }
    }

    /// <summary>Settles what crashes left open in an organisation.</summary>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="grace">How old a reservation must be before it counts as left behind: longer than any submission takes.</param>
    /// <param name="cancellationToken">Stops the sweep between two settlements.</param>
    public async Task<CreditSweep> SweepAsync(
        string organisationId, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        int settled = 0;
        int refunded = 0;
        List<string> conflicts = [];
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(new JobQuery(organisationId) { UnsettledOnly = true }, 100, cursor, cancellationToken);
            foreach (Job job in page.Jobs)
            {
                settled += await TryAsync(() => SettleAsync(job), conflicts) ? 1 : 0;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);

        await foreach (LedgerEntry reserve in accounts.ListOpenAsync(organisationId, cancellationToken))
        {
            if (time.GetUtcNow() - reserve.Time >= grace && await IsLeftBehindAsync(organisationId, reserve, cancellationToken))
            {
                refunded += await TryAsync(
                    () => accounts.SettleAsync(
                        organisationId, reserve.SourceId, reserve.Reservation, Settlement.Refund, "No run of a job holds this reservation."),
                    conflicts) ? 1 : 0;
            }
        }

        await jobs.PurgeAbandonedAsync(organisationId, AbandonedAge, cancellationToken);
        await batches.PurgeAbandonedAsync(organisationId, AbandonedAge, cancellationToken);
        return new CreditSweep(settled, refunded, conflicts);
    }

    private async Task<bool> IsLeftBehindAsync(string organisationId, LedgerEntry reserve, CancellationToken cancellationToken)
    {
        if (await jobs.GetAsync(organisationId, reserve.SourceId, cancellationToken) is { } job)
        {
            return job.Reservation?.Number != reserve.Reservation;
        }

        // Held for jobs of a batch, by the batch or by themselves: they come while it is being expanded, and not afterwards.
        bool isRoot = PartId.IsRoot(reserve.SourceId);
        Batch? batch = await batches.GetAsync(organisationId, PartId.RootOf(reserve.SourceId), cancellationToken);
        if (batch is { ExpandedAt: null })
        {
            return false;
        }

        return (isRoot && batch is not null)
            || (await jobs.AbandonAsync(organisationId, reserve.SourceId, cancellationToken)
                && (!isRoot || await batches.AbandonAsync(organisationId, reserve.SourceId, cancellationToken)));
    }

    private static async Task<bool> TryAsync(Func<Task> settle, List<string> conflicts)
    {
        try
        {
            await settle();
            return true;
        }
        catch (LedgerConflictException conflict)
        {
            conflicts.Add(conflict.Message);
            return false;
        }
    }
}

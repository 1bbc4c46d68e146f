using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Credits;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Batches;

/// <summary>
/// Stores batches and, page by page, their jobs, in step with the ledger. A batch is paid for as a whole when it is submitted, page by page of its jobs, so
/// that storing its jobs never finds too few credits; each job then holds its own. The order of writes, and what a crash after each
/// leaves:
/// <list type="bullet">
/// <item>Submission: reserve every page (one write, all or none), then store the batch. Between them: reservations without a batch; a
/// repeat of the submission goes on from there, or the sweep gives up the batch's identifier and then refunds.</item>
/// <item>Storing a page: the page's reservation becomes one of each job (one write), then the jobs are stored, then the batch says so.
/// After the first or the second: the page is stored again, which makes what is missing. The sweep leaves reservations of a batch alone
/// that is still being expanded.</item>
/// <item>Cutting a cancelled batch short, never within a page of which a job is stored: the batch says that no more jobs come, then the
/// pages that are left are refunded. Between them: the sweep refunds them. Should a page be under way in another process, one of
/// hand-over and refund finds the other in place.</item>
/// </list>
/// </summary>
public sealed class BatchExpansion(BatchStore batches, JobStore jobs, AccountStore accounts, TimeProvider time)
{
    private const int CreatedAtOnce = 16;

    /// <summary>Holds a new batch's credits and stores it. Repeating it is harmless.</summary>
    public Task<SubmissionOutcome> SubmitAsync(Batch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return PaidCreation.RunAsync(
            batch.Price > 0 ? ReserveAsync : null,
            async () => await batches.GetAsync(batch.OrganisationId, batch.Id, cancellationToken) is not null,
            () => batches.CreateAsync(batch, CancellationToken.None));

        Task<ReserveOutcome> ReserveAsync() => accounts.ReservePagesAsync(
            batch.OrganisationId, batch.Id, [.. Enumerable.Range(0, batch.Pages).Select(page => (long)batch.Price * SizeOf(batch, page))]);
    }

    /// <summary>
    /// Stores the next page of a batch's jobs, or cuts the batch short when it is to be cancelled, and answers the batch after it; null
    /// when it is gone. Repeating it is harmless.
    /// </summary>
    /// <param name="batch">The batch, as it was read.</param>
    /// <param name="read">Makes the jobs of consecutive indexes: from the first index, so many.</param>
    /// <param name="stored">Told of each job that is stored, before the batch says so; of one perhaps several times.</param>
    /// <param name="cancellationToken">Stops between two jobs; the page can be stored again.</param>
    public async Task<Batch?> AdvanceAsync(
        Batch batch,
        Func<int, int, CancellationToken, Task<IReadOnlyList<Job>>> read,
        Func<Job, Task> stored,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(stored);
        if (batch.ExpandedAt is not null)
        {
            return batch;
        }

        if (batch.CancelRequested && !await IsPageBegunAsync(batch, cancellationToken))
        {
            return await CutShortAsync(batch, cancellationToken);
        }

        int page = batch.Expanded / batch.PageSize;
        IReadOnlyList<Job> made = await read(batch.Expanded, SizeOf(batch, page), cancellationToken);
        string[] ids = [.. made.Select(job => job.Id)];
        if (batch.Price > 0
            && await accounts.HandOverAsync(batch.OrganisationId, batch.Id, page + 1, ids, batch.Price) == ReserveOutcome.Settled)
        {
            return await CutShortAsync(batch, cancellationToken);
        }

        await Parallel.ForEachAsync(
            made,
            new ParallelOptions { MaxDegreeOfParallelism = CreatedAtOnce, CancellationToken = cancellationToken },
            async (job, stop) =>
            {
                if (await jobs.CreateAsync(job, stop) == JobCreation.Abandoned)
                {
                    throw new InvalidOperationException($"The identifier {job.Id} of a batch that is being expanded was given up.");
                }

                await stored(job);
            });
        int expanded = batch.Expanded + made.Count;
        return await batches.UpdateAsync(
            batch.OrganisationId, batch.Id, current => current.Expand(expanded, time.GetUtcNow()), cancellationToken);
    }

    private static int SizeOf(Batch batch, int page) => Math.Min(batch.PageSize, batch.Total - (page * batch.PageSize));

    private async Task<bool> IsPageBegunAsync(Batch batch, CancellationToken cancellationToken) =>
        await jobs.CountAsync(new JobQuery(batch.OrganisationId) { BatchId = batch.Id }, cancellationToken) > batch.Expanded;

    private async Task<Batch?> CutShortAsync(Batch batch, CancellationToken cancellationToken)
    {
        Batch? cut = await batches.UpdateAsync(
            batch.OrganisationId, batch.Id, current => current.CutShort(time.GetUtcNow()), cancellationToken);
        for (int page = cut is { Price: > 0 } ? cut.Expanded / cut.PageSize : int.MaxValue; page < cut?.Pages; page++)
        {
            await accounts.SettleAsync(
                batch.OrganisationId, batch.Id, page + 1, Settlement.Refund, "The batch was cancelled before these jobs were made.");
        }

        return cut;
    }
}

using Kiln.Functions.Configuration;
using Kiln.Functions.Jobs;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Kiln.Storage.Organisations;
using Kiln.Storage.Runs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Removes what studies that ended long ago left behind: first the files and samples of their runs, later the records.</summary>
public sealed class RetainStudies(
    OrganisationStore organisations,
    BatchStore batches,
    JobStore jobs,
    AttemptStore attempts,
    JobPurge purge,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    private const int PageSize = 200;

    /// <summary>Nights on which the files of a study are looked for, should the service have missed the first.</summary>
    private const int Nights = 7;

    private static readonly BatchState[] Ends = [BatchState.Completed, BatchState.Failed, BatchState.Cancelled];

    /// <summary>Every night, at a quiet minute.</summary>
    [Function("LynxRetention")]
    public async Task Run(
        [TimerTrigger("0 41 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            foreach (BatchState end in Ends)
            {
                await RetainAsync(client, new BatchQuery(organisation) { Surface = LynxWords.Surface, State = end }, cancellationToken);
            }
        }
    }

    private async Task RetainAsync(DurableTaskClient client, BatchQuery ended, CancellationToken cancellationToken)
    {
        LynxOptions settings = options.Value.Lynx;
        DateTimeOffset now = clock.GetUtcNow();
        string? cursor = null;
        do
        {
            BatchPage page = await batches.ListAsync(ended, PageSize, cursor, cancellationToken);
            foreach (Batch batch in page.Batches)
            {
                double days = (now - (batch.CompletedAt ?? now)).TotalDays;
                if (settings.RecordRetentionDays > 0 && days > settings.RecordRetentionDays)
                {
                    await RemoveAsync(client, batch, cancellationToken);
                }
                else if (settings.ResultRetentionDays > 0 && days > settings.ResultRetentionDays && days < settings.ResultRetentionDays + Nights)
                {
                    await ForEachJobAsync(batch, job => attempts.RemoveAsync(job.OrganisationId, job.Id, cancellationToken), cancellationToken);
                }
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>The jobs first, the batch last, so that what broke off is taken up again the next night.</summary>
    private async Task RemoveAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken)
    {
        bool whole = true;
        await ForEachJobAsync(batch, async job => whole &= await purge.PurgeAsync(client, job, cancellationToken), cancellationToken);
        if (whole)
        {
            await batches.DeleteAsync(batch.OrganisationId, batch.Id, cancellationToken);
        }
    }

    private async Task ForEachJobAsync(Batch batch, Func<Job, Task> act, CancellationToken cancellationToken)
    {
        JobQuery all = new(batch.OrganisationId) { BatchId = batch.Id };
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(all, PageSize, cursor, cancellationToken);
            foreach (Job job in page.Jobs)
            {
                await act(job);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }
}

using Kiln.Storage.Batches;
using Kiln.Storage.Organisations;

namespace Kiln.Functions.Batches;

/// <summary>
/// Finds what a crash left of batches: jobs that are not made, a cancel that did not get through, a beginning or an end that was not
/// noticed; and removes what submissions that died left behind.
/// </summary>
public sealed class BatchSweeper(OrganisationStore organisations, BatchStore batches, BatchItemStore items, BatchWatcher watcher)
{
    private const int PageSize = 100;

    /// <summary>Looks at every open batch once.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (string organisation in organisations.ListAsync(cancellationToken))
        {
            string? cursor = null;
            do
            {
                BatchPage page = await batches.ListAsync(new BatchQuery(organisation) { OpenOnly = true }, PageSize, cursor, cancellationToken);
                foreach (Batch batch in page.Batches)
                {
                    await ReviveAsync(client, batch, cancellationToken);
                }

                cursor = page.Cursor;
            }
            while (cursor is not null);
            await items.PurgeAsync(organisation, cancellationToken);
        }
    }

    private async Task ReviveAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken)
    {
        batches.Announce(batch);
        if (batch.ExpandedAt is null || batch.CancelRequested || batch.Deleting)
        {
            await BatchDriver.StartAsync(client, batch, cancellationToken);
        }

        if (batch.Deleting)
        {
            return;
        }

        BatchCounts counts = await batches.CountAsync(batch, cancellationToken);
        BatchNews begun = counts.Claimed + counts.Running + counts.Succeeded > 0 ? BatchNews.Begun : BatchNews.None;
        await watcher.LookAsync(new BatchChange(batch.OrganisationId, batch.Id, begun | BatchNews.Ended), cancellationToken);
    }
}

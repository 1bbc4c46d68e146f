using System.Collections.Concurrent;
using System.Globalization;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Work.Runs;

/// <summary>
/// Puts right what a crash between the write of a run and that of what follows from it left behind: a waiting run that no claim
/// finds, a slot that nobody uses.
/// </summary>
public sealed class RunRepair(IDocumentStore documents, JobStore jobs, BatchStore batches, RunIndex index, string surface)
{
    private const int PageSize = 200;

    // Slots that no lease stood behind at the last look: a claim takes its slot first, so one look is not enough to call it left.
    private readonly ConcurrentDictionary<string, byte> _suspects = new(StringComparer.Ordinal);

    /// <summary>Looks at every unfinished batch of an organisation; a batch whose index is as long as it must be costs three counts.</summary>
    public async Task RepairAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        BatchQuery open = new(organisationId) { Surface = surface, OpenOnly = true };
        HashSet<string> queued = await index.ListOpenAsync(organisationId, cancellationToken);
        string? cursor = null;
        do
        {
            BatchPage page = await batches.ListAsync(open, PageSize, cursor, cancellationToken);
            foreach (Batch batch in page.Batches)
            {
                await RepairAsync(batch, queued.Contains(batch.Id), cancellationToken);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);

        await RepairSlotsAsync(organisationId, cancellationToken);
    }

    private async Task RepairAsync(Batch batch, bool hasEntry, CancellationToken cancellationToken)
    {
        JobQuery queued = new(batch.OrganisationId) { BatchId = batch.Id, States = [JobState.Queued] };
        long waiting = await jobs.CountAsync(queued, cancellationToken);
        DocumentQuery ready = new($"{ReadyRuns.Prefix(batch.OrganisationId)}{batch.Id}/", 1);
        if (waiting == 0 || (hasEntry && waiting == await documents.CountAsync(ready, cancellationToken)))
        {
            return;
        }

        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(queued, PageSize, cursor, cancellationToken);
            foreach (Job job in page.Jobs)
            {
                await index.RepairAsync(job);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    private async Task RepairSlotsAsync(string organisationId, CancellationToken cancellationToken)
    {
        string prefix = RunSlots.Prefix(organisationId);
        HashSet<string> suspects = new(StringComparer.Ordinal);
        await foreach (DocumentListItem item in documents.EnumerateAsync(prefix, null, cancellationToken))
        {
            string batchId = item.Key[prefix.Length..];
            foreach ((uint number, string token) in await index.Slots.ReadAsync(organisationId, batchId, cancellationToken))
            {
                Job? job = await jobs.GetAsync(organisationId, PartId.Of(batchId, number), cancellationToken);
                if (job is not null && RunIndex.TaskOf(job)?.Lease?.Token == token)
                {
                    continue;
                }

                string suspect = string.Create(CultureInfo.InvariantCulture, $"{organisationId}/{batchId}/{number}/{token}");
                if (!_suspects.TryRemove(suspect, out _))
                {
                    suspects.Add(suspect);
                }
                else if (await index.Slots.FreeAsync(organisationId, batchId, number, token))
                {
                    // Whose slot it was may be gone with all that it asked for.
                    index.Offers.MakeUnknown(organisationId);
                }
            }
        }

        foreach (string gone in _suspects.Keys.Where(known => known.StartsWith(organisationId + '/', StringComparison.Ordinal)))
        {
            _suspects.TryRemove(gone, out _);
        }

        foreach (string suspect in suspects)
        {
            _suspects.TryAdd(suspect, 0);
        }
    }
}

using Kiln.Storage.Documents;
using Kiln.Storage.Jobs;

namespace Kiln.Storage.Work;

/// <summary>
/// Puts the entries that a crash between a job's write and its entry's left missing. An entry too many is no concern of it: claimers
/// remove what they find out of date.
/// </summary>
public sealed class QueueRepair(JobStore jobs, QueueEntries entries, JobQueue queue)
{
    /// <summary>Looks at every job of an organisation that offers work, without reading those that have an entry; answers how many had none.</summary>
    public async Task<int> RepairAsync(string organisationId, CancellationToken cancellationToken = default)
    {
        HashSet<string> queued = new(StringComparer.Ordinal);
        await foreach (DocumentListItem item in entries.ListAllAsync(organisationId, cancellationToken))
        {
            queued.Add(item.Key[(item.Key.LastIndexOf('/') + 1)..]);
        }

        int put = 0;
        await foreach (JobRow row in jobs.EnumerateRowsAsync(new JobQuery(organisationId) { ReadyOnly = true }, cancellationToken))
        {
            if (!queued.Contains(row.Id) && queue.Queues(row.Surface)
                && await jobs.GetAsync(organisationId, row.Id, cancellationToken) is { } job && queue.EntryOf(job) is { } entry)
            {
                await queue.PutAsync(entry, job);
                put++;
            }
        }

        return put;
    }
}

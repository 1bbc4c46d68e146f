using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Client;

/// <content>Reading, waiting, listing, purging.</content>
internal sealed partial class LocalDurableTaskClient
{
    private const int PurgeBatch = 500;

    public override Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Read(instanceId, getInputsAndOutputs));
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, metadata => metadata.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, getInputsAndOutputs, metadata => metadata.IsCompleted, cancellation);

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(hub, filter ?? new OrchestrationQuery());

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        int purged = await hub.Writer.WriteAsync(
            (Id: instanceId, Recursive: options?.Recursive ?? false),
            static (session, purge) => InstanceTable.Find(session, purge.Id) is { IsFinished: true } head
                ? Delete(session, head.Key, purge.Recursive)
                : 0).WaitAsync(cancellation);
        return new PurgeResult(purged, isComplete: true);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        OrchestrationQuery query = new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        bool recursive = options?.Recursive ?? false;
        int purged = 0;
        long after = 0;
        while (true)
        {
            // In batches, so that other writes get in between.
            cancellation.ThrowIfCancellationRequested();
            List<long> batch = hub.Database.Read((query, after), static (session, page) =>
                InstanceListing.Keys(session, page.query, page.after, PurgeBatch));
            if (batch.Count == 0)
            {
                return new PurgeResult(purged, isComplete: true);
            }

            purged += await hub.Writer.WriteAsync((batch, recursive), static (session, purge) =>
                purge.batch.Where(key => !InstanceTable.IsUnfinished(session, key)).Sum(key => Delete(session, key, purge.recursive)));
            after = batch[^1];
        }
    }

    private static int Delete(SqliteSession session, long key, bool recursive)
    {
        int deleted = 0;
        if (recursive)
        {
            foreach (long child in InstanceTable.Children(session, key))
            {
                deleted += InstanceTable.IsUnfinished(session, child) ? 0 : Delete(session, child, recursive);
            }
        }

        return deleted + InstanceTable.Delete(session, key);
    }

    private OrchestrationMetadata? Read(string instanceId, bool inputsAndOutputs) => hub.Database.Read(
        (instanceId, converter: inputsAndOutputs ? hub.Options.DataConverter : null),
        static (session, wanted) => InstanceListing.Find(session, wanted.instanceId, wanted.converter));

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, bool inputsAndOutputs, Func<OrchestrationMetadata, bool> isReached, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        while (true)
        {
            Task change = hub.Waits.NextChangeAsync(instanceId);
            try
            {
                if (Read(instanceId, inputsAndOutputs) is { } metadata && isReached(metadata))
                {
                    return metadata;
                }

                await change.WaitAsync(cancellation);
            }
            finally
            {
                hub.Waits.Abandon(instanceId, change);
            }
        }
    }
}

using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches;

/// <summary>
/// Starts the orchestrations of batches. Repeating it is harmless. A batch has one that stores its jobs, and cancels them when that was
/// asked for before it was done; another for a cancel that came later, and one that removes it.
/// </summary>
public static class BatchDriver
{
    private static readonly OrchestrationRuntimeStatus[] Live =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];

    /// <summary>Starts the orchestration that the batch, as it stands, asks for; one that lives already is left alone.</summary>
    public static async Task StartAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(batch);
        StartOrchestrationOptions options = new StartOrchestrationOptions(InstanceOf(batch)).WithDedupeStatuses(Live);
        BatchRun run = new(batch.OrganisationId, batch.Id);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(BatchNames.Orchestrator, run, options, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Somebody else, or this request the first time round, started it.
        }
    }

    internal static string InstanceOf(Batch batch) => batch switch
    {
        { Deleting: true } => $"batch.{batch.Id}.delete",
        { ExpandedAt: null } => $"batch.{batch.Id}",
        _ => $"batch.{batch.Id}.cancel",
    };
}

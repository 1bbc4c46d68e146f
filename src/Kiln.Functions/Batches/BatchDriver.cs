using Kiln.Functions.Orchestration;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Batches;

/// <summary>
/// Starts the orchestrations of batches. Repeating it is harmless. A batch has one that stores its jobs, and cancels them when that was
/// asked for before it was done; another for a cancel that came later, and one that removes it.
/// </summary>
public static class BatchDriver
{
    /// <summary>Starts the orchestration that the batch, as it stands, asks for; one that lives already is left alone.</summary>
    public static Task StartAsync(DurableTaskClient client, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        BatchRun run = new(batch.OrganisationId, batch.Id);
        return OrchestrationStart.TryStartAsync(client, BatchNames.Orchestrator, InstanceOf(batch), run, cancellationToken);
    }

    internal static string InstanceOf(Batch batch) => batch switch
    {
        { Deleting: true } => $"batch.{batch.Id}.delete",
        { ExpandedAt: null } => $"batch.{batch.Id}",
        _ => $"batch.{batch.Id}.cancel",
    };
}

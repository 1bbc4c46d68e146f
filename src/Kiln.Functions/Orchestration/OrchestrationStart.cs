namespace Kiln.Functions.Orchestration;

/// <summary>Starts orchestrations under identifiers that follow from what they drive, so that of each there is one.</summary>
internal static class OrchestrationStart
{
    private static readonly OrchestrationRuntimeStatus[] Live =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];

    /// <summary>Starts an instance; false, with nothing done, when one of this identifier lives already.</summary>
    public static async Task<bool> TryStartAsync(
        DurableTaskClient client, TaskName orchestrator, string instanceId, object input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        try
        {
            StartOrchestrationOptions options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(Live);
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }
}

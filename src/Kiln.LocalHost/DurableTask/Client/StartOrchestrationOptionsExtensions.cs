namespace Kiln.LocalHost.DurableTask.Client;

/// <summary>Additions to <see cref="StartOrchestrationOptions"/> that speak of statuses.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>The same options with the statuses in which an existing instance of the same ID refuses the start.</summary>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { DedupeStatuses = [.. (dedupeStatuses ?? []).Select(status => status.ToString())] };
    }
}

namespace Kiln.LocalHost.DurableTask.Client;

/// <summary>Which instances are listed, and how.</summary>
/// <param name="CreatedFrom">Created at this time or later.</param>
/// <param name="CreatedTo">Created at this time or earlier.</param>
/// <param name="Statuses">In one of these statuses.</param>
/// <param name="TaskHubNames">In one of these task hubs.</param>
/// <param name="InstanceIdPrefix">With an instance ID that begins so.</param>
/// <param name="PageSize">Instances on one page.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs and custom statuses are wanted.</param>
/// <param name="ContinuationToken">Where to start, from an earlier page.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>Instances on one page unless said otherwise.</summary>
    public const int DefaultPageSize = 100;
}

namespace Kiln.LocalHost.DurableTask;

/// <summary>How an orchestration is started.</summary>
/// <param name="InstanceId">The new instance's ID; null means a new random one.</param>
/// <param name="StartAt">When the instance starts; null means now.</param>
public record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
{
    /// <summary>Tags of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The instance's version; null means the host's default version.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Names of the <see cref="Client.OrchestrationRuntimeStatus"/> values in which an instance that already has this ID makes the start
    /// fail. Null: unfinished instances refuse and finished ones are overwritten. Empty: nothing refuses, unfinished instances are
    /// terminated first.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}

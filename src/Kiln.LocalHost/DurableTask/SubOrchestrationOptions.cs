namespace Kiln.LocalHost.DurableTask;

/// <summary>How a sub-orchestration is called.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Options with a retry rule and an instance ID.</summary>
    /// <param name="retry">When to try again; null means never.</param>
    /// <param name="instanceId">The child's instance ID; null means a new deterministic one.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Options taken over from others.</summary>
    /// <param name="options">What to take over.</param>
    /// <param name="instanceId">The child's instance ID; null takes over the one in <paramref name="options"/>, if any.</param>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options)
    {
        SubOrchestrationOptions? derived = options as SubOrchestrationOptions;
        InstanceId = instanceId ?? derived?.InstanceId;
        Version = derived?.Version;
    }

    /// <summary>The child's instance ID; null means a new deterministic one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The child's version; null means the host's default version.</summary>
    public TaskVersion? Version { get; init; }
}

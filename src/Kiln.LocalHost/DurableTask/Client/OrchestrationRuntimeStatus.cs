namespace Kiln.LocalHost.DurableTask.Client;

/// <summary>The status of an orchestration.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Started and not finished.</summary>
    Running,

    /// <summary>Finished with an output.</summary>
    Completed,

    /// <summary>Never reported by this host: such an instance is running.</summary>
    [Obsolete("The ContinuedAsNew status is obsolete: such an instance is Running.")]
    ContinuedAsNew,

    /// <summary>Finished with a failure.</summary>
    Failed,

    /// <summary>Never reported by this host.</summary>
    [Obsolete("The Canceled status is not used.")]
    Canceled,

    /// <summary>Ended from outside.</summary>
    Terminated,

    /// <summary>Scheduled and not started.</summary>
    Pending,

    /// <summary>Held until it is resumed.</summary>
    Suspended,
}

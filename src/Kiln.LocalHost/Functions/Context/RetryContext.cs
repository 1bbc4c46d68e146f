namespace Kiln.LocalHost.Functions;

/// <summary>The host's retries of an invocation. Durable retries are another thing: the orchestrator's retry context tells of those.</summary>
public abstract class RetryContext
{
    /// <summary>How often this invocation was retried.</summary>
    public abstract int RetryCount { get; }

    /// <summary>How often it may be retried.</summary>
    public abstract int MaxRetryCount { get; }
}

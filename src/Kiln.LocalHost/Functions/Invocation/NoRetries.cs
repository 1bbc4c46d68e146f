namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>The local host retries no invocation by itself: durable retries belong to the orchestrator.</summary>
internal sealed class NoRetries : RetryContext
{
    /// <summary>The one instance.</summary>
    public static readonly NoRetries Instance = new();

    private NoRetries()
    {
    }

    /// <inheritdoc/>
    public override int RetryCount => 0;

    /// <inheritdoc/>
    public override int MaxRetryCount => 0;
}

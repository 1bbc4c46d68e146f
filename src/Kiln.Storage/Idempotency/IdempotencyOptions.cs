namespace Kiln.Storage.Idempotency;

/// <summary>How long idempotency keys bind, and how a first request that died is told from one that runs.</summary>
public sealed record IdempotencyOptions
{
    /// <summary>How long a key is bound to its first request.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// After this time a first request of another process that has not answered is held to be dead, and a repeat finishes its work.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);
}

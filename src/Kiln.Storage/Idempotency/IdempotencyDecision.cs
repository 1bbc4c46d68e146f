namespace Kiln.Storage.Idempotency;

/// <summary>What to do with a request that carries an idempotency key.</summary>
public abstract record IdempotencyDecision
{
    private IdempotencyDecision()
    {
    }

    /// <summary>Serve it, then complete or release the claim.</summary>
    /// <param name="Claim">The right to.</param>
    public sealed record Proceed(IdempotencyClaim Claim) : IdempotencyDecision;

    /// <summary>It was served before: give the same reply again.</summary>
    /// <param name="Reply">The reply.</param>
    public sealed record Replay(StoredReply Reply) : IdempotencyDecision;

    /// <summary>The first request of this key is still being served.</summary>
    public sealed record InFlight : IdempotencyDecision;

    /// <summary>The key was used with another request.</summary>
    public sealed record Mismatch : IdempotencyDecision;
}

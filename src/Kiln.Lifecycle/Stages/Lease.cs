namespace Kiln.Lifecycle.Stages;

/// <summary>The right to work on one attempt of a task. Whoever writes for the attempt shows the token.</summary>
/// <param name="Worker">Who holds it.</param>
/// <param name="Token">Secret of this attempt; a new attempt has a new one.</param>
/// <param name="ExpiresAt">When it ends unless renewed.</param>
/// <param name="Duration">How long it was last asked for; what a renewal that does not say gives it. Null in records of older releases.</param>
public sealed record Lease(string Worker, string Token, DateTimeOffset ExpiresAt, TimeSpan? Duration = null)
{
    /// <summary>When it ends, however often it is renewed, unless the attempt has been reported as started; null for no such limit.</summary>
    public DateTimeOffset? StartBy { get; init; }
}

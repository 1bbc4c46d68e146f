namespace Kiln.Lifecycle.Stages;

/// <summary>The right to work on one attempt of a task. Whoever writes for the attempt shows the token.</summary>
/// <param name="Worker">Who holds it.</param>
/// <param name="Token">Secret of this attempt; a new attempt has a new one.</param>
/// <param name="ExpiresAt">When it ends unless renewed.</param>
public sealed record Lease(string Worker, string Token, DateTimeOffset ExpiresAt);

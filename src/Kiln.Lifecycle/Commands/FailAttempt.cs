using System.Text.Json;
using Kiln.Lifecycle.Failures;

namespace Kiln.Lifecycle.Commands;

/// <summary>Reports that an attempt failed: the task is tried again after its back-off, or fails with its stage and job.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Token">The lease's token.</param>
/// <param name="Failure">Why; a failure that is not retryable ends the task whatever attempts are left.</param>
public sealed record FailAttempt(string TaskId, string Token, Failure Failure) : JobCommand
{
    /// <summary>What the attempt found out all the same: small facts and references to content; null for nothing.</summary>
    public JsonElement? Result { get; init; }
}

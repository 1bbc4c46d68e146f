using System.Text.Json;
using Kiln.Lifecycle.Failures;

namespace Kiln.Lifecycle.Stages;

/// <summary>One piece of work of a stage.</summary>
public sealed record JobTask
{
    /// <summary>Identifier, unique in the job.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public TaskState State { get; init; }

    /// <summary>Attempts that failed; the present or next attempt is this plus one.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Total tries allowed.</summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>Times an attempt was taken over from an executor that died; bounded apart from the attempts.</summary>
    public int Interruptions { get; init; }

    /// <summary>The right to the present attempt; null when nobody has it.</summary>
    public Lease? Lease { get; init; }

    /// <summary>True once the present attempt has reported its start.</summary>
    public bool Started { get; init; }

    /// <summary>How many times it was taken, whatever became of it; the number of the latest attempt's, never used again.</summary>
    public int Claims { get; init; }

    /// <summary>Who took the latest attempt; null once the task waits for another.</summary>
    public string? Worker { get; init; }

    /// <summary>The job ended before this task did: no write for it is taken any more.</summary>
    public bool Fenced { get; init; }

    /// <summary>The token whose write ended the task or its last attempt; makes a repeat of that write harmless.</summary>
    public string? LastToken { get; init; }

    /// <summary>Not claimed before this time (back-off).</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Progress of the present attempt, 0–100.</summary>
    public int Progress { get; init; }

    /// <summary>What it works on, as its executor understands it.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>What the client notes on it, replaced as a whole; null for nothing.</summary>
    public JsonElement? UserMetadata { get; init; }

    /// <summary>W3C trace context of the request that added it, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state beside it, or null.</summary>
    public string? TraceState { get; init; }

    /// <summary>What the last attempt that ended reported: small, with references to content.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why the last attempt failed, or null.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Creation.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last became ready to be taken; orders the queue.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When the latest attempt was taken.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The last change.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True while the task can still change by an executor's doing.</summary>
    public bool IsOpen => !Fenced && State is not (TaskState.Completed or TaskState.Failed);
}

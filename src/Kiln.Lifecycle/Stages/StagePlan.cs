using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Failures;

namespace Kiln.Lifecycle.Stages;

/// <summary>A stage to be made. Meanings are those of <see cref="Stage"/>.</summary>
public sealed record StagePlan
{
    /// <summary>Identifier, unique in the job.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of work.</summary>
    public required string Type { get; init; }

    /// <summary>Which part of the job it belongs to.</summary>
    public StagePhase Phase { get; init; } = StagePhase.Run;

    /// <summary>Who runs its tasks.</summary>
    public ExecutorKind Executor { get; init; }

    /// <summary>Share of the job's progress.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How failed attempts are repeated.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>Longest time of one attempt.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>True to begin as a gate.</summary>
    public bool StartsWaiting { get; init; }

    /// <summary>What the stage is about.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>What the client notes on it.</summary>
    public JsonElement? UserMetadata { get; init; }

    /// <summary>W3C trace context.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state.</summary>
    public string? TraceState { get; init; }

    /// <summary>Its first tasks.</summary>
    public ImmutableArray<TaskPlan> Tasks { get; init; } = [];
}

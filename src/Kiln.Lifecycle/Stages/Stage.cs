using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Lifecycle.Failures;

namespace Kiln.Lifecycle.Stages;

/// <summary>An ordered step of a job: a set of tasks that one kind of executor runs.</summary>
public sealed record Stage
{
    /// <summary>Identifier, unique in the job.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of work, such as <c>collision</c>; workers ask for tasks of a type.</summary>
    public required string Type { get; init; }

    /// <summary>Position in the job, from 1.</summary>
    public required int Order { get; init; }

    /// <summary>Which part of the job it belongs to.</summary>
    public StagePhase Phase { get; init; } = StagePhase.Run;

    /// <summary>Who runs its tasks.</summary>
    public ExecutorKind Executor { get; init; }

    /// <summary>Where it stands.</summary>
    public StageState State { get; init; }

    /// <summary>When its tasks could first be taken, or could again after its gate was opened; null before.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Its share of the job's progress, relative to the other stages'.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>How failed attempts are repeated.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>Longest time of one attempt; null for none.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>What the stage is about, as its executor understands it.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>What the client notes on it, replaced as a whole; null for nothing.</summary>
    public JsonElement? UserMetadata { get; init; }

    /// <summary>W3C trace context of the request that added it, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state beside it, or null.</summary>
    public string? TraceState { get; init; }

    /// <summary>Its tasks.</summary>
    public ImmutableArray<JobTask> Tasks { get; init; } = [];

    /// <summary>True when there is a task and every task is completed.</summary>
    public bool AllTasksCompleted => !Tasks.IsEmpty && Tasks.All(task => task.State == TaskState.Completed);
}

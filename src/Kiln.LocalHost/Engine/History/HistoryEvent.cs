using System.Text.Json.Serialization;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;

namespace Kiln.LocalHost.Engine.History;

/// <summary>One thing that happened to an instance. What it is written as is part of the database's schema: names must not change.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "e")]
[JsonDerivedType(typeof(ExecutionStarted), "ExecutionStarted")]
[JsonDerivedType(typeof(OrchestratorStarted), "OrchestratorStarted")]
[JsonDerivedType(typeof(TaskScheduled), "TaskScheduled")]
[JsonDerivedType(typeof(TaskCompleted), "TaskCompleted")]
[JsonDerivedType(typeof(TaskFailed), "TaskFailed")]
[JsonDerivedType(typeof(SubOrchestrationInstanceCreated), "SubOrchestrationInstanceCreated")]
[JsonDerivedType(typeof(SubOrchestrationInstanceCompleted), "SubOrchestrationInstanceCompleted")]
[JsonDerivedType(typeof(SubOrchestrationInstanceFailed), "SubOrchestrationInstanceFailed")]
[JsonDerivedType(typeof(TimerCreated), "TimerCreated")]
[JsonDerivedType(typeof(TimerFired), "TimerFired")]
[JsonDerivedType(typeof(EventRaised), "EventRaised")]
[JsonDerivedType(typeof(EventSent), "EventSent")]
[JsonDerivedType(typeof(ExecutionSuspended), "ExecutionSuspended")]
[JsonDerivedType(typeof(ExecutionResumed), "ExecutionResumed")]
[JsonDerivedType(typeof(ExecutionTerminated), "ExecutionTerminated")]
[JsonDerivedType(typeof(ExecutionRewound), "ExecutionRewound")]
[JsonDerivedType(typeof(ExecutionCompleted), "ExecutionCompleted")]
internal abstract record HistoryEvent
{
    /// <summary>When it was recorded, UTC.</summary>
    [JsonPropertyName("at")]
    public DateTime Timestamp { get; init; }

    /// <summary>The name of its kind in the history.</summary>
    [JsonIgnore]
    public string EventType => GetType().Name;
}

/// <summary>The first event of an execution.</summary>
internal sealed record ExecutionStarted(string Name, string? Input, string Version) : HistoryEvent
{
    /// <summary>The caller of a sub-orchestration.</summary>
    public ParentLink? Parent { get; init; }

    /// <summary>Tags given at the start.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>When the orchestrator may begin, UTC; null means at once.</summary>
    public DateTime? StartAt { get; init; }
}

/// <summary>The beginning of a turn; its timestamp is the orchestration's time until the next one.</summary>
internal sealed record OrchestratorStarted : HistoryEvent;

/// <summary>An activity was called.</summary>
internal sealed record TaskScheduled(int TaskId, string Name, string? Input) : HistoryEvent;

/// <summary>An activity succeeded.</summary>
internal sealed record TaskCompleted(int TaskId, string? Result) : HistoryEvent;

/// <summary>An activity failed.</summary>
internal sealed record TaskFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent;

/// <summary>A sub-orchestration was called.</summary>
internal sealed record SubOrchestrationInstanceCreated(int TaskId, string Name, string InstanceId, string? Input, string Version) : HistoryEvent;

/// <summary>A sub-orchestration succeeded.</summary>
internal sealed record SubOrchestrationInstanceCompleted(int TaskId, string? Result) : HistoryEvent;

/// <summary>A sub-orchestration failed or was terminated.</summary>
internal sealed record SubOrchestrationInstanceFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent;

/// <summary>A timer was set.</summary>
internal sealed record TimerCreated(int TaskId, DateTime FireAt) : HistoryEvent;

/// <summary>A timer went off.</summary>
internal sealed record TimerFired(int TaskId) : HistoryEvent;

/// <summary>An event came in.</summary>
internal sealed record EventRaised(string Name, string? Input) : HistoryEvent;

/// <summary>An event was sent to another instance.</summary>
internal sealed record EventSent(int TaskId, string InstanceId, string Name, string? Input) : HistoryEvent;

/// <summary>The instance was put on hold.</summary>
internal sealed record ExecutionSuspended(string? Reason) : HistoryEvent;

/// <summary>The instance goes on.</summary>
internal sealed record ExecutionResumed(string? Reason) : HistoryEvent;

/// <summary>The instance is to end; its children too when recursive.</summary>
internal sealed record ExecutionTerminated(string? Output, bool Recursive) : HistoryEvent;

/// <summary>The instance had failed and was taken back to before its first failure.</summary>
internal sealed record ExecutionRewound(string? Reason) : HistoryEvent;

/// <summary>The last event of an instance.</summary>
internal sealed record ExecutionCompleted(OrchestrationRuntimeStatus Status, string? Result, TaskFailureDetails? Failure) : HistoryEvent;

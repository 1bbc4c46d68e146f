using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>What a turn of an orchestrator came to.</summary>
internal sealed record TurnOutcome
{
    /// <summary>What the orchestrator did, in sequence, as the events that record it.</summary>
    public required IReadOnlyList<HistoryEvent> Actions { get; init; }

    /// <summary>Timers that were cancelled, of this turn or an earlier one.</summary>
    public required IReadOnlyList<TimerCreated> CancelledTimers { get; init; }

    /// <summary>The status after the turn.</summary>
    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>True when the orchestrator set its custom status.</summary>
    public bool CustomStatusChanged { get; init; }

    /// <summary>The custom status, serialised.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>The end of the instance, if this was its last turn.</summary>
    public ExecutionCompleted? Completion { get; init; }

    /// <summary>The next execution, if this was the last turn of this one.</summary>
    public ContinuedAsNew? Next { get; init; }

    /// <summary>True when the end is to be passed on to the children.</summary>
    public bool TerminateChildren { get; init; }
}

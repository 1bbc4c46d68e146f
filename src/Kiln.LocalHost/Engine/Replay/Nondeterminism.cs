using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>Compares what an orchestrator does on replay with what its history says it did, and words the difference.</summary>
internal static class Nondeterminism
{
    /// <summary>True when both are the same kind of action with, ignoring case, the same name. Inputs are not compared.</summary>
    public static bool Same(HistoryEvent recorded, HistoryEvent repeated) =>
        recorded.GetType() == repeated.GetType()
        && string.Equals(Describe(recorded).Name, Describe(repeated).Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The history holds an action that the orchestrator did not repeat.</summary>
    public static NonDeterministicOrchestrationException NotRepeated(string orchestrator, HistoryEvent recorded, HistoryEvent? repeated) =>
        new($"The orchestrator '{orchestrator}' is not deterministic: its history has {Phrase(recorded)}, but on replay the code "
            + (repeated is null ? "did nothing under that number." : $"did {Phrase(repeated)} instead.") + Advice);

    /// <summary>The orchestrator did something that its history does not hold.</summary>
    public static NonDeterministicOrchestrationException NotRecorded(string orchestrator, HistoryEvent repeated) =>
        new($"The orchestrator '{orchestrator}' is not deterministic: on replay the code did {Phrase(repeated)}, "
            + "which its history does not have at that step." + Advice);

    /// <summary>The sequence number of an action, or null for an event that is none.</summary>
    public static int? SequenceOf(HistoryEvent action) => action switch
    {
        TaskScheduled scheduled => scheduled.TaskId,
        SubOrchestrationInstanceCreated created => created.TaskId,
        TimerCreated timer => timer.TaskId,
        EventSent sent => sent.TaskId,
        _ => null,
    };

    private const string Advice =
        " Either the code changed while the instance was running, or it depends on something that is not in the history (clock, random "
        + "numbers, configuration, I/O).";

    private static string Phrase(HistoryEvent action)
    {
        (string kind, string? name) = Describe(action);
        return $"{kind} #{SequenceOf(action)}{(name is null ? string.Empty : $" '{name}'")}";
    }

    private static (string Kind, string? Name) Describe(HistoryEvent action) => action switch
    {
        TaskScheduled scheduled => ("a call of activity", scheduled.Name),
        SubOrchestrationInstanceCreated created => ("a call of sub-orchestration", created.Name),
        TimerCreated => ("a timer", null),
        EventSent sent => ("a sent event", sent.Name),
        _ => (action.EventType, null),
    };
}

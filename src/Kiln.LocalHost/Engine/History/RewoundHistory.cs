using Kiln.LocalHost.Engine.Replay;

namespace Kiln.LocalHost.Engine.History;

/// <summary>
/// What a rewind leaves of a failed execution. Its turns are kept up to the first that took the failure of an activity or a
/// sub-orchestration; what the orchestrator did from there on it did because of that failure, so it is forgotten, retries with their
/// timers included. What came in from there on and is no failure is delivered again: results of calls that are kept, and events.
/// </summary>
/// <param name="Turns">Number of turns kept.</param>
/// <param name="Again">What is to be delivered again, in the order in which it came.</param>
/// <param name="Open">Calls and timers of the turns kept that have no result, to be begun again, by sequence number.</param>
/// <remarks>DurableTask.Core, TaskOrchestrationDispatcher.ProcessRewindOrchestrationDecision.</remarks>
internal sealed record RewoundHistory(int Turns, IReadOnlyList<HistoryEvent> Again, IReadOnlyList<HistoryEvent> Open)
{
    /// <summary>Rewinds the turns of a failed execution.</summary>
    public static RewoundHistory Of(IReadOnlyList<IReadOnlyList<HistoryEvent>> turns)
    {
        int kept = 0;
        SortedDictionary<int, HistoryEvent> open = [];
        for (; kept < turns.Count && !turns[kept].Any(EndsWhatIsKept); kept++)
        {
            foreach (HistoryEvent historyEvent in turns[kept])
            {
                if (Nondeterminism.SequenceOf(historyEvent) is { } call && historyEvent is not EventSent)
                {
                    open.Add(call, historyEvent);
                }
                else if (ResultOf(historyEvent) is { } answered)
                {
                    open.Remove(answered);
                }
            }
        }

        List<HistoryEvent> again =
        [
            .. turns.Skip(kept).SelectMany(turn => turn).Where(historyEvent => ResultOf(historyEvent) is { } answered
                ? open.Remove(answered)
                : historyEvent is EventRaised or ExecutionSuspended or ExecutionResumed),
        ];
        return new RewoundHistory(kept, again, [.. open.Values]);
    }

    private static bool EndsWhatIsKept(HistoryEvent historyEvent) =>
        historyEvent is TaskFailed or SubOrchestrationInstanceFailed or ExecutionCompleted;

    private static int? ResultOf(HistoryEvent historyEvent) => historyEvent switch
    {
        TaskCompleted task => task.TaskId,
        SubOrchestrationInstanceCompleted child => child.TaskId,
        TimerFired timer => timer.TaskId,
        _ => null,
    };
}

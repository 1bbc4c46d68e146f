using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Replay;

namespace Kiln.LocalHost.Tests.Replay;

/// <summary>A history by its turns, held against what an executor makes of it.</summary>
internal static class RecordedTurns
{
    /// <summary>Cuts a history where its turns begin.</summary>
    public static List<List<HistoryEvent>> Of(IEnumerable<HistoryEvent> history)
    {
        List<List<HistoryEvent>> turns = [];
        foreach (HistoryEvent historyEvent in history)
        {
            if (historyEvent is ExecutionStarted or OrchestratorStarted)
            {
                turns.Add([]);
            }

            turns[^1].Add(historyEvent);
        }

        return turns;
    }

    /// <summary>Replays every prefix; the next turn must then bring forth exactly what was recorded, inputs included.</summary>
    public static void AssertEveryPrefixLeadsOn(List<List<HistoryEvent>> turns, Func<OrchestrationExecutor> begin)
    {
        for (int length = 1; length < turns.Count; length++)
        {
            OrchestrationExecutor executor = begin();
            for (int turn = 0; turn < length; turn++)
            {
                executor.Replay(turns[turn]);
            }

            TurnOutcome outcome = executor.Run([.. turns[length].Where(IsInbound)]);
            List<HistoryEvent> made = [.. outcome.Actions];
            if (outcome.Completion is { } completion)
            {
                made.Add(completion with { Timestamp = turns[length][0].Timestamp });
            }

            Assert.Equal(turns[length].Where(historyEvent => !IsInbound(historyEvent)).Select(Text), made.Select(Text));
        }
    }

    /// <summary>True for what came in, false for what the orchestrator did.</summary>
    public static bool IsInbound(HistoryEvent historyEvent) =>
        Nondeterminism.SequenceOf(historyEvent) is null && historyEvent is not ExecutionCompleted;

    private static string Text(HistoryEvent historyEvent) => System.Text.Encoding.UTF8.GetString(HistoryCodec.Encode(historyEvent));
}

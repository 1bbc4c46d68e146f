using System.Text.Json;
using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>Tells a parent how its sub-orchestration ended, in the transaction that ends it.</summary>
internal static class ParentReport
{
    /// <summary>Writes the report into the parent's inbox; null when there is no parent that could use it.</summary>
    /// <param name="session">The writer's session.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="child">The child's row. Its link to the parent is read from disk: a parent that is rewound writes it anew.</param>
    /// <param name="end">How the child ended.</param>
    public static (long Key, InboundMessage Message)? Write(SqliteSession session, TaskHub hub, long child, ExecutionCompleted end)
    {
        if (TryReadParent(session, child) is not { } parent || !InstanceTable.IsUnfinished(session, parent.Key))
        {
            return null;
        }

        HistoryEvent report = end.Status == OrchestrationRuntimeStatus.Completed
            ? new SubOrchestrationInstanceCompleted(parent.TaskId, end.Result) { Timestamp = hub.UtcNow }
            : new SubOrchestrationInstanceFailed(parent.TaskId, end.Failure ?? Terminated(end)) { Timestamp = hub.UtcNow };
        long id = hub.NextMessage();
        InboxTable.Insert(session, id, parent.Key, report, parent.Generation);
        return (parent.Key, new InboundMessage(report, parent.Generation, id));
    }

    /// <summary>The parent of an instance whose history may be unreadable.</summary>
    public static ParentLink? TryReadParent(SqliteSession session, long key)
    {
        try
        {
            return HistoryTable.ReadStart(session, key)?.Parent;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TaskFailureDetails Terminated(ExecutionCompleted end) =>
        new("OrchestrationTerminated", $"The sub-orchestration was terminated: {end.Result ?? "no reason given"}.", null, null, null);
}

using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>Starts a sub-orchestration, in the transaction that records its call.</summary>
internal static class ChildStart
{
    /// <summary>Writes the child, in place of a finished instance of its ID; null when an unfinished one has it.</summary>
    /// <param name="session">The writer's session.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="parent">The caller, in the execution that is to have the result.</param>
    /// <param name="call">The call.</param>
    /// <param name="now">When the child is made, UTC.</param>
    /// <param name="refused">What the caller is to be told when there is no child.</param>
    public static InstanceState? Write(
        SqliteSession session,
        TaskHub hub,
        InstanceState parent,
        SubOrchestrationInstanceCreated call,
        DateTime now,
        out SubOrchestrationInstanceFailed? refused)
    {
        refused = null;
        if (InstanceTable.Find(session, call.InstanceId) is { } existing)
        {
            if (!existing.IsFinished)
            {
                string taken = $"An instance with the ID '{call.InstanceId}' exists and is {existing.Status}.";
                TaskFailureDetails failure = new(typeof(OrchestrationAlreadyExistsException).FullName!, taken, null, null, null);
                refused = new SubOrchestrationInstanceFailed(call.TaskId, failure);
                return null;
            }

            InstanceTable.Delete(session, existing.Key);
        }

        ExecutionStarted start = new(call.Name, call.Input, call.Version)
        {
            Timestamp = now,
            Parent = new ParentLink(parent.Key, parent.Generation, call.TaskId, parent.Start.Name, parent.Id),
        };
        InstanceState child = new(hub.NextKey(), call.InstanceId, 0, 1, OrchestrationRuntimeStatus.Pending, now, start);
        InstanceTable.Insert(session, child, now);
        return child;
    }
}

using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.Dispatch;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Client;

/// <summary>
/// Takes a failed instance back to before its first failure (see <see cref="RewoundHistory"/>), and with it the sub-orchestrations
/// whose failure that was, all in one transaction. A rewound execution has a generation of its own, so that no late result of what is
/// forgotten gets into it.
/// </summary>
internal sealed class RewindWrite(TaskHub hub, string instanceId, string? reason) : WriteItem
{
    private readonly TaskCompletionSource<InstanceHead?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ActivityWork> _activities = [];
    private readonly List<(DateTime Due, long Key, int Generation, int TaskId)> _timers = [];
    private readonly List<(long Key, InstanceState? Created)> _wake = [];
    private InstanceHead? _found;

    /// <summary>Completes when the rewind is on disk, with the instance as it was; null when there is none.</summary>
    public Task<InstanceHead?> Task => _completion.Task;

    internal override void Execute(SqliteSession session)
    {
        _activities.Clear();
        _timers.Clear();
        _wake.Clear();
        _found = InstanceTable.Find(session, instanceId);
        if (_found is { Status: OrchestrationRuntimeStatus.Failed } failed)
        {
            Rewind(session, failed.Key, ParentReport.TryReadParent(session, failed.Key));
            hub.Reached(DurabilityBoundary.RewindWritten);
        }
    }

    internal override void Committed()
    {
        hub.Reached(DurabilityBoundary.RewindCommitted);
        foreach ((long key, InstanceState? created) in _wake)
        {
            hub.Instances.Post(key, new InboundMessage(null, InboxTable.AnyGeneration), created);
        }

        foreach (ActivityWork work in _activities)
        {
            hub.Activities.Enqueue(work);
        }

        foreach ((DateTime due, long key, int generation, int taskId) in _timers)
        {
            hub.Timers.Add(due, key, generation, taskId);
        }

        _completion.SetResult(_found);
        hub.Load.Exit();
    }

    internal override void Failed(Exception exception)
    {
        _completion.SetException(exception);
        hub.Load.Exit();
    }

    private void Rewind(SqliteSession session, long key, ParentLink? parent)
    {
        InstanceState before = InstanceTable.Read(session, key)!;
        RewoundHistory history = RewoundHistory.Of(HistoryTable.Read(session, key).Turns);
        DateTime now = hub.UtcNow < before.LastTurn ? before.LastTurn : hub.UtcNow;
        InstanceState after = before with
        {
            Generation = before.Generation + 1,
            Turns = history.Turns,
            Status = OrchestrationRuntimeStatus.Running,
            LastTurn = now,
            Start = before.Start with { Parent = parent },
        };
        InstanceTable.Rewind(session, after);
        Deliver(session, after, new ExecutionRewound(reason) { Timestamp = now });
        foreach (HistoryEvent again in history.Again)
        {
            Deliver(session, after, again);
        }

        foreach (HistoryEvent open in history.Open)
        {
            Begin(session, before, after, open);
        }

        _wake.Add((key, null));
    }

    private void Begin(SqliteSession session, InstanceState before, InstanceState after, HistoryEvent open)
    {
        switch (open)
        {
            case TaskScheduled task:
                WorkTable.Insert(session, after.Key, after.Generation, task.TaskId, task.Name, task.Input);
                _activities.Add(new ActivityWork(after.Key, after.Generation, task.TaskId, after.Id, task.Name, task.Input));
                break;
            case TimerCreated timer:
                TimerTable.Insert(session, after.Key, after.Generation, timer.TaskId, timer.FireAt);
                _timers.Add((timer.FireAt, after.Key, after.Generation, timer.TaskId));
                break;
            case SubOrchestrationInstanceCreated call when ChildOf(session, before, call) is { } child:
                TakeBack(session, after, call, child.Head, child.Link with { Generation = after.Generation });
                break;
            case SubOrchestrationInstanceCreated call:
                Start(session, after, call);
                break;
        }
    }

    private static (InstanceHead Head, ParentLink Link)? ChildOf(SqliteSession session, InstanceState parent, SubOrchestrationInstanceCreated call) =>
        InstanceTable.Find(session, call.InstanceId) is { } head
        && ParentReport.TryReadParent(session, head.Key) is { } link
        && (link.Key, link.Generation, link.TaskId) == (parent.Key, parent.Generation, call.TaskId)
            ? (head, link)
            : null;

    private void TakeBack(SqliteSession session, InstanceState after, SubOrchestrationInstanceCreated call, InstanceHead child, ParentLink link)
    {
        switch (child.Status)
        {
            case OrchestrationRuntimeStatus.Failed:
                Rewind(session, child.Key, link);
                break;
            case OrchestrationRuntimeStatus.Completed:
                // It was rewound by itself, and has ended since.
                Deliver(session, after, new SubOrchestrationInstanceCompleted(call.TaskId, InstanceTable.Output(session, child.Key))
                {
                    Timestamp = after.LastTurn,
                });
                break;
            case OrchestrationRuntimeStatus.Terminated:
                Start(session, after, call);
                break;
            default:
                HistoryTable.ReplaceStart(session, child.Key, HistoryTable.ReadStart(session, child.Key)! with { Parent = link });
                break;
        }
    }

    private void Start(SqliteSession session, InstanceState after, SubOrchestrationInstanceCreated call)
    {
        if (ChildStart.Write(session, hub, after, call, after.LastTurn, out SubOrchestrationInstanceFailed? refused) is { } child)
        {
            _wake.Add((child.Key, child));
        }
        else
        {
            Deliver(session, after, refused! with { Timestamp = after.LastTurn });
        }
    }

    private void Deliver(SqliteSession session, InstanceState after, HistoryEvent historyEvent) =>
        InboxTable.Insert(session, hub.NextMessage(), after.Key, historyEvent, after.Generation);
}

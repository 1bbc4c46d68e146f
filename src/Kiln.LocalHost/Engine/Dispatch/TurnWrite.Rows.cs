using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <content>The rows that a turn removes and adds beside its history.</content>
internal sealed partial class TurnWrite
{
    private void RemoveTaken(SqliteSession session)
    {
        foreach (InboundMessage message in _messages)
        {
            if (message.InboxId > 0)
            {
                InboxTable.Delete(session, message.InboxId);
            }
            else if (message.Generation == _before.Generation)
            {
                RemoveAnswered(session, message.Event);
            }
        }

        foreach (TimerCreated cancelled in _outcome.CancelledTimers)
        {
            TimerTable.Delete(session, _before.Key, cancelled.TaskId);
        }
    }

    private void RemoveAnswered(SqliteSession session, HistoryEvent? answer)
    {
        switch (answer)
        {
            case TaskCompleted completed:
                WorkTable.Delete(session, _before.Key, completed.TaskId);
                break;
            case TaskFailed failed:
                WorkTable.Delete(session, _before.Key, failed.TaskId);
                break;
            case TimerFired fired:
                TimerTable.Delete(session, _before.Key, fired.TaskId);
                break;
        }
    }

    private void WriteAction(SqliteSession session, HistoryEvent action)
    {
        switch (action)
        {
            case TaskScheduled scheduled:
                WorkTable.Insert(session, _before.Key, _before.Generation, scheduled.TaskId, scheduled.Name, scheduled.Input);
                break;
            case TimerCreated timer when !_outcome.CancelledTimers.Contains(timer):
                TimerTable.Insert(session, _before.Key, _before.Generation, timer.TaskId, timer.FireAt);
                _hub.Reached(DurabilityBoundary.TimerAppended);
                break;
            case SubOrchestrationInstanceCreated child:
                WriteChild(session, child);
                break;
            case EventSent sent:
                WriteSentEvent(session, sent);
                break;
        }
    }

    private void WriteChild(SqliteSession session, SubOrchestrationInstanceCreated call)
    {
        if (ChildStart.Write(session, _hub, _before, call, _after.LastTurn, out SubOrchestrationInstanceFailed? refused) is { } child)
        {
            _posts.Add((child.Key, new InboundMessage(null, InboxTable.AnyGeneration), child));
        }
        else
        {
            PostToInbox(session, _before.Key, refused!, _before.Generation);
        }
    }

    private void WriteSentEvent(SqliteSession session, EventSent sent)
    {
        if (InstanceTable.Find(session, sent.InstanceId) is { IsFinished: false } receiver)
        {
            PostToInbox(session, receiver.Key, new EventRaised(sent.Name, sent.Input), InboxTable.AnyGeneration);
        }
    }

    private void WriteEnd(SqliteSession session, ExecutionCompleted completion)
    {
        InstanceTable.DeleteOpenWork(session, _before.Key);
        if (_outcome.TerminateChildren)
        {
            foreach (long child in InstanceTable.UnfinishedChildren(session, _before.Key))
            {
                PostToInbox(session, child, new ExecutionTerminated(completion.Result, Recursive: true), InboxTable.AnyGeneration);
            }
        }

        if (_before.Start.Parent is not null && ParentReport.Write(session, _hub, _before.Key, completion) is { } report)
        {
            _posts.Add((report.Key, report.Message, null));
            _hub.Reached(DurabilityBoundary.ChildReported);
        }
    }

    private void PostToInbox(SqliteSession session, long key, HistoryEvent historyEvent, int generation)
    {
        HistoryEvent stamped = historyEvent with { Timestamp = _after.LastTurn };
        long id = _hub.NextMessage();
        InboxTable.Insert(session, id, key, stamped, generation);
        _posts.Add((key, new InboundMessage(stamped, generation, id), null));
    }
}

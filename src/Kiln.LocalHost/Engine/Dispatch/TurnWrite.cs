using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Engine.Storage;
using Kiln.LocalHost.Sqlite;
using Kiln.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>
/// Writes a turn: history, state, messages taken, activities, timers, children and messages sent, all in one transaction. What the
/// turn asks for begins only when that transaction is on disk.
/// </summary>
internal sealed partial class TurnWrite : WriteItem
{
    private readonly TaskHub _hub;
    private readonly InstanceActor _actor;
    private readonly List<InboundMessage> _messages;
    private readonly TurnOutcome _outcome;
    private readonly InstanceState _before;
    private readonly InstanceState _after;
    private readonly byte[] _history;
    private readonly List<(long Key, InboundMessage Message, InstanceState? Created)> _posts = [];
    private bool _written;

    /// <summary>A turn that was run.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="actor">The instance.</param>
    /// <param name="messages">What the turn took.</param>
    /// <param name="events">What is recorded of it.</param>
    /// <param name="outcome">What it came to.</param>
    public TurnWrite(TaskHub hub, InstanceActor actor, List<InboundMessage> messages, List<HistoryEvent> events, TurnOutcome outcome)
    {
        _hub = hub;
        _actor = actor;
        _messages = messages;
        _outcome = outcome;
        _before = actor.State!;
        InstanceState after = _before with { Turns = _before.Turns + 1, Status = outcome.Status, LastTurn = events[0].Timestamp };
        if (outcome.Next is { } next)
        {
            ExecutionStarted start = _before.Start with { Input = next.Input, StartAt = null, Timestamp = events[0].Timestamp };
            after = after with { Generation = _before.Generation + 1, Turns = 1, Start = start };
            events = [start, .. next.Carried];
        }

        _after = after;
        _history = HistoryCodec.Encode(events);
    }

    internal override void Execute(SqliteSession session)
    {
        _posts.Clear();
        if (_outcome.Completion is not null)
        {
            _hub.Reached(DurabilityBoundary.CompletionAppend);
        }

        _written = InstanceTable.Advance(
            session, _before, _after, (_outcome.CustomStatusChanged, _outcome.CustomStatus), _outcome.Completion);
        if (!_written)
        {
            return;
        }

        ParentLink? parent = null;
        if (_outcome.Next is not null)
        {
            parent = _before.Start.Parent is null ? null : ParentReport.TryReadParent(session, _before.Key);
            HistoryTable.DeleteAll(session, _before.Key);
        }

        HistoryTable.Append(session, _before.Key, _after.Turns - 1, HistoryFor(parent));
        _hub.Reached(DurabilityBoundary.TurnAppended);
        RemoveTaken(session);
        foreach (HistoryEvent action in _outcome.Actions)
        {
            WriteAction(session, action);
        }

        if (_outcome.Completion is { } completion)
        {
            WriteEnd(session, completion);
        }

        _hub.Reached(DurabilityBoundary.TurnWritten);
    }

    internal override void Committed()
    {
        _hub.Reached(DurabilityBoundary.TurnCommitted);
        if (!_written)
        {
            // The instance was purged or replaced while it took the turn: there is nobody left to take one.
            _actor.State = null;
            _actor.Executor = null;
            _hub.Instances.FinishTurn(_actor, keep: false);
            return;
        }

        _actor.FailedTurns = 0;
        _actor.State = _after;
        _actor.HistoryBytes += _history.Length;
        if (_outcome.Next is not null)
        {
            _actor.Executor = null;
            _actor.HistoryBytes = 0;
            _hub.Instances.Post(_actor.Key, new InboundMessage(null, InboxTable.AnyGeneration));
        }

        if (_after.IsFinished)
        {
            // Whatever still comes in finds the instance as it then is on disk: it may have been rewound.
            _actor.State = null;
            _actor.Executor = null;
        }

        Dispatch();
        if (_after.IsFinished || _before.Status == OrchestrationRuntimeStatus.Pending)
        {
            _hub.Waits.Signal(_before.Id);
        }

        _hub.Instances.FinishTurn(_actor, keep: !_after.IsFinished);
    }

    internal override void Failed(Exception exception)
    {
        // The executor is ahead of what is on disk: it is thrown away, and the turn is run again from the history.
        _actor.Executor = null;
        _actor.State = null;
        _actor.LoadedInbox = 0;
        if (exception is EngineFencedException or ObjectDisposedException)
        {
            _hub.Log.LogCritical(exception, "A turn of instance {InstanceId} was not written.", _before.Id);
            _hub.Instances.FinishTurn(_actor, keep: false);
            return;
        }

        // A disk that is full, or away, may be there again later; anything else is tried a few times only.
        bool isDisk = exception is SqliteException or StorageFullException;
        if (!isDisk && ++_actor.FailedTurns >= TurnRunner.MaximumAttempts)
        {
            _hub.Writer.Enqueue(new PoisonWrite(_hub, _actor, exception));
            return;
        }

        _hub.Log.LogError(
            isDisk ? null : exception, "A turn of instance {InstanceId} could not be written; it is tried again. {Reason}", _before.Id, exception.Message);
        _actor.PutBack(_messages);
        _hub.RetryLater(_actor, isDisk ? TaskHub.DiskPause : TaskHub.RetryPause);
    }

    // A parent that was rewound since this execution began has written its child's link anew, and the next execution must keep that.
    private byte[] HistoryFor(ParentLink? parent) => parent is null || parent == _before.Start.Parent
        ? _history
        : HistoryCodec.Encode([_after.Start with { Parent = parent }, .. _outcome.Next!.Carried]);

    private void Dispatch()
    {
        foreach (TimerCreated cancelled in _outcome.CancelledTimers)
        {
            _hub.Timers.Remove(cancelled.FireAt, _before.Key, _before.Generation, cancelled.TaskId);
        }

        foreach (HistoryEvent action in _outcome.Actions)
        {
            switch (action)
            {
                case TaskScheduled scheduled:
                    _hub.Activities.Enqueue(new ActivityWork(
                        _before.Key, _before.Generation, scheduled.TaskId, _before.Id, scheduled.Name, scheduled.Input));
                    break;
                case TimerCreated timer when !_outcome.CancelledTimers.Contains(timer):
                    _hub.Timers.Add(timer.FireAt, _before.Key, _before.Generation, timer.TaskId);
                    break;
            }
        }

        foreach ((long key, InboundMessage message, InstanceState? created) in _posts)
        {
            _hub.Instances.Post(key, message, created);
        }
    }
}

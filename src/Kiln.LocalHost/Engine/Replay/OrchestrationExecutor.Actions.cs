using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Replay;

/// <content>What the orchestrator does: actions, open tasks, custom status.</content>
internal sealed partial class OrchestrationExecutor
{
    private readonly Dictionary<int, OpenTask> _open = [];
    private readonly List<TimerCreated> _cancelledTimers = [];
    private readonly Queue<HistoryEvent> _actions = new();
    private string? _customStatus;
    private (string? Input, bool PreserveEvents)? _continueAsNew;
    private int _nextSequence;
    private int _actionsOfTurn;

    private bool CustomStatusChanged { get; set; }

    /// <summary>The orchestrator calls an activity.</summary>
    public Task<T> CallActivity<T>(string name, string? input)
    {
        int taskId = NextSequence();
        _actions.Enqueue(new TaskScheduled(taskId, name, input));
        return Open<T>(name, taskId).Task;
    }

    /// <summary>The orchestrator calls another orchestration.</summary>
    public Task<T> CallSubOrchestrator<T>(string name, string instanceId, string? input, string? version)
    {
        int taskId = NextSequence();
        _actions.Enqueue(new SubOrchestrationInstanceCreated(taskId, name, instanceId, input, version ?? _options.DefaultVersion));
        return Open<T>(name, taskId).Task;
    }

    /// <summary>The orchestrator sets a timer.</summary>
    public Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        int taskId = NextSequence();
        TimerCreated created = new(taskId, fireAt);
        _actions.Enqueue(created);
        OpenTask<object?> timer = Open<object?>("timer", taskId);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => CancelTimer(created, timer, cancellationToken), useSynchronizationContext: false);
        }

        return timer.Task;
    }

    /// <summary>The orchestrator sends an event.</summary>
    public void SendEvent(string instanceId, string name, string? input) =>
        _actions.Enqueue(new EventSent(NextSequence(), instanceId, name, input));

    /// <summary>The orchestrator sets its custom status.</summary>
    public void SetCustomStatus(string? status)
    {
        EnsureTurnThread();
        _customStatus = status;
        CustomStatusChanged = true;
    }

    /// <summary>The orchestrator wants to begin anew.</summary>
    public void ContinueAsNew(string? input, bool preserveEvents)
    {
        EnsureTurnThread();
        _continueAsNew = (input, preserveEvents);
    }

    /// <summary>Refuses a call that does not come from the code of the current turn.</summary>
    /// <exception cref="InvalidOperationException">The orchestrator left its thread.</exception>
    public void EnsureTurnThread()
    {
        if (!IsTurnThread())
        {
            LeaveThread();
            throw new InvalidOperationException(LeftItsThreadMessage);
        }
    }

    private int NextSequence()
    {
        EnsureTurnThread();
        if (++_actionsOfTurn > _options.MaxOrchestrationActions)
        {
            throw new InvalidOperationException(
                $"The orchestrator did more than {_options.MaxOrchestrationActions} things in one turn, the limit of maxOrchestrationActions.");
        }

        return _nextSequence++;
    }

    private OpenTask<T> Open<T>(string name, int taskId)
    {
        OpenTask<T> task = new(name, taskId, _options.DataConverter);
        _open.Add(taskId, task);
        return task;
    }

    // A number that is not open is a duplicate or a timer that was cancelled: it has no effect.
    private OpenTask? Close(int taskId) => _open.Remove(taskId, out OpenTask? task) ? task : null;

    private void CancelTimer(TimerCreated created, OpenTask timer, CancellationToken cancellationToken)
    {
        if (!IsTurnThread())
        {
            LeaveThread();
            return;
        }

        if (Close(created.TaskId) is not null)
        {
            _cancelledTimers.Add(created);
            timer.Cancel(cancellationToken);
        }
    }

    private void MatchAction(HistoryEvent recorded)
    {
        // Actions are recorded in the order of their numbers, so the one to compare with is the oldest that was not compared yet.
        _actions.TryDequeue(out HistoryEvent? repeated);
        if (repeated is null
            || Nondeterminism.SequenceOf(recorded) != Nondeterminism.SequenceOf(repeated)
            || !Nondeterminism.Same(recorded, repeated))
        {
            throw Nondeterminism.NotRepeated(Start.Name, recorded, repeated);
        }
    }
}

using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>
/// One execution of an orchestrator in memory. It is fed with turns: first the recorded ones, then new ones; between turns it may be
/// kept or thrown away, since the history brings it back. Turns must not overlap.
/// </summary>
internal sealed partial class OrchestrationExecutor
{
    private readonly Func<TaskOrchestrationContext, Task<object?>> _orchestrator;
    private readonly DurableEngineOptions _options;
    private readonly Action _wake;
    private readonly OrchestratorSynchronizationContext _synchronization;
    private readonly LocalOrchestrationContext _context;
    private readonly List<HistoryEvent> _whileSuspended = [];
    private ExecutionTerminated? _terminated;
    private Exception? _broken;
    private Task<object?>? _run;
    private int _turnThread;
    private volatile bool _leftItsThread;

    /// <summary>An execution that knows nothing of its past yet.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="orchestrator">The code.</param>
    /// <param name="options">The engine's options.</param>
    /// <param name="loggers">For the orchestrator's loggers.</param>
    /// <param name="wake">Called, from any thread, when the execution needs a turn although nothing came in.</param>
    public OrchestrationExecutor(
        string instanceId,
        Func<TaskOrchestrationContext, Task<object?>> orchestrator,
        DurableEngineOptions options,
        ILoggerFactory loggers,
        Action wake)
    {
        _orchestrator = orchestrator;
        _options = options;
        _wake = wake;
        Events = new ExternalEvents(options.DataConverter, options.CancelledWaitTakesEvent);
        _synchronization = new OrchestratorSynchronizationContext(IsTurnThread, LeaveThread);
        _context = new LocalOrchestrationContext(this, instanceId, options.DataConverter, loggers);
    }

    /// <summary>The first event of the execution.</summary>
    public ExecutionStarted Start { get; private set; } = null!;

    /// <summary>The orchestration's time.</summary>
    public DateTime CurrentUtcDateTime { get; private set; }

    /// <summary>True while recorded turns are fed.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>Events and waits for them.</summary>
    public ExternalEvents Events { get; }

    /// <summary>True when the code ran off the orchestrator's thread, so that the execution can only fail.</summary>
    public bool MustFail => _leftItsThread;

    private bool IsSuspended { get; set; }

    private OrchestrationRuntimeStatus Status => IsSuspended ? OrchestrationRuntimeStatus.Suspended
        : _run is null ? OrchestrationRuntimeStatus.Pending
        : OrchestrationRuntimeStatus.Running;

    /// <summary>Repeats a recorded turn.</summary>
    /// <param name="events">All events of the turn, those that record the orchestrator's actions included.</param>
    public void Replay(IReadOnlyList<HistoryEvent> events)
    {
        IsReplaying = true;
        Feed(events);
        if (_broken is null && !IsSuspended && _actions.Count > 0)
        {
            _broken = Nondeterminism.NotRecorded(Start.Name, _actions.Peek());
        }

        _cancelledTimers.Clear();
        CustomStatusChanged = false;
    }

    /// <summary>Takes a new turn.</summary>
    /// <param name="events">What came in, beginning with <see cref="OrchestratorStarted"/>.</param>
    public TurnOutcome Run(IReadOnlyList<HistoryEvent> events)
    {
        IsReplaying = false;
        Feed(events);
        return Conclude();
    }

    private void Feed(IReadOnlyList<HistoryEvent> events)
    {
        SynchronizationContext? previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_synchronization);
        Volatile.Write(ref _turnThread, Environment.CurrentManagedThreadId);
        _actionsOfTurn = 0;
        try
        {
            for (int index = 0; index < events.Count && _broken is null && _terminated is null; index++)
            {
                Process(events[index]);
                _synchronization.Drain();
            }
        }
        catch (NonDeterministicOrchestrationException exception)
        {
            _broken = exception;
        }
        finally
        {
            Volatile.Write(ref _turnThread, 0);
            SynchronizationContext.SetSynchronizationContext(previous);
        }
    }

    private void Process(HistoryEvent historyEvent)
    {
        switch (historyEvent)
        {
            case ExecutionStarted started:
                Start = started;
                break;
            case OrchestratorStarted turn:
                CurrentUtcDateTime = turn.Timestamp;
                StartWhenDue();
                break;
            case ExecutionSuspended:
                IsSuspended = true;
                break;
            case ExecutionResumed:
                Resume();
                break;
            case ExecutionTerminated terminated:
                _terminated = terminated;
                break;
            case TaskScheduled or SubOrchestrationInstanceCreated or TimerCreated or EventSent:
                MatchAction(historyEvent);
                break;
            default:
                Deliver(historyEvent);
                break;
        }
    }

    private void StartWhenDue()
    {
        if (_run is not null || IsSuspended || CurrentUtcDateTime < (Start.StartAt ?? DateTime.MinValue))
        {
            return;
        }

        try
        {
            _run = _orchestrator(_context);
        }
#pragma warning disable CA1031 // An orchestrator that is not an async method throws right here.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _run = Task.FromException<object?>(exception);
        }

        if (!_run.IsCompleted)
        {
            // The continuation comes back through the synchronization context: from another thread it gives the orchestrator away.
            _run.GetAwaiter().UnsafeOnCompleted(static () => { });
        }
    }

    private void Resume()
    {
        if (!IsSuspended)
        {
            return;
        }

        IsSuspended = false;
        StartWhenDue();
        _synchronization.Drain();
        HistoryEvent[] queued = [.. _whileSuspended];
        _whileSuspended.Clear();
        foreach (HistoryEvent historyEvent in queued)
        {
            Deliver(historyEvent);
            _synchronization.Drain();
        }
    }

    private void Deliver(HistoryEvent historyEvent)
    {
        if (IsSuspended)
        {
            _whileSuspended.Add(historyEvent);
            return;
        }

        switch (historyEvent)
        {
            case EventRaised raised:
                Events.Raise(raised);
                break;
            case TaskCompleted completed:
                Close(completed.TaskId)?.Complete(completed.Result);
                break;
            case TaskFailed failed:
                Close(failed.TaskId)?.Fail(failed.Failure);
                break;
            case SubOrchestrationInstanceCompleted completed:
                Close(completed.TaskId)?.Complete(completed.Result);
                break;
            case SubOrchestrationInstanceFailed failed:
                Close(failed.TaskId)?.Fail(failed.Failure);
                break;
            case TimerFired fired:
                Close(fired.TaskId)?.Complete(null);
                break;
        }
    }

    private bool IsTurnThread() => Volatile.Read(ref _turnThread) == Environment.CurrentManagedThreadId;

    private void LeaveThread()
    {
        _leftItsThread = true;
        _wake();
    }
}

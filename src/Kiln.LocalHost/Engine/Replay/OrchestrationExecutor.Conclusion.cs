using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;

namespace Kiln.LocalHost.Engine.Replay;

/// <content>What a turn comes to.</content>
internal sealed partial class OrchestrationExecutor
{
    private const string LeftItsThreadMessage =
        "The orchestrator awaited something that is not a durable task, so that its code went on outside of the orchestrator's thread. "
        + "Await only tasks that come from the TaskOrchestrationContext, and without ConfigureAwait(false); everything else belongs in "
        + "an activity.";

    private TurnOutcome Conclude()
    {
        if (_terminated is { } terminated)
        {
            return End(new ExecutionCompleted(OrchestrationRuntimeStatus.Terminated, terminated.Output, null)) with
            {
                Actions = [],
                TerminateChildren = terminated.Recursive,
            };
        }

        if (_leftItsThread)
        {
            _broken ??= new InvalidOperationException(LeftItsThreadMessage);
        }

        if (_broken is not null)
        {
            return End(Failed(_broken)) with { Actions = [] };
        }

        if (IsSuspended)
        {
            // Actions stay here until the instance is resumed, so that nothing goes out while it is on hold.
            return Outcome([]);
        }

        if (_run is null || _open.Count > 0)
        {
            return Outcome(TakeActions());
        }

        if (!_run.IsCompleted)
        {
            return Events.HasWaits
                ? Outcome(TakeActions())
                : End(Failed(new InvalidOperationException(LeftItsThreadMessage))) with { Actions = [] };
        }

        return ConcludeRun(_run);
    }

    private TurnOutcome ConcludeRun(Task<object?> run)
    {
        if (!run.IsCompletedSuccessfully)
        {
            Exception exception = run.Exception?.InnerException ?? new TaskCanceledException(run);
            return End(Failed(exception));
        }

        if (_continueAsNew is not { } next)
        {
            try
            {
                string? result = _options.DataConverter.Serialize(run.Result);
                return End(new ExecutionCompleted(OrchestrationRuntimeStatus.Completed, result, null));
            }
#pragma warning disable CA1031 // A result that cannot be serialised is the orchestrator's failure.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                return End(Failed(exception));
            }
        }

        return Outcome(TakeActions()) with
        {
            Next = new ContinuedAsNew(next.Input, next.PreserveEvents ? [.. Events.Unprocessed] : []),
        };
    }

    private static ExecutionCompleted Failed(Exception exception) =>
        new(OrchestrationRuntimeStatus.Failed, null, FailureText.Of(exception));

    private TurnOutcome End(ExecutionCompleted completion) =>
        Outcome(TakeActions()) with { Status = completion.Status, Completion = completion };

    private List<HistoryEvent> TakeActions()
    {
        List<HistoryEvent> actions = [.. _actions];
        _actions.Clear();
        return actions;
    }

    private TurnOutcome Outcome(IReadOnlyList<HistoryEvent> actions)
    {
        TurnOutcome outcome = new()
        {
            Actions = actions,
            CancelledTimers = [.. _cancelledTimers],
            Status = Status,
            CustomStatusChanged = CustomStatusChanged,
            CustomStatus = _customStatus,
        };
        _cancelledTimers.Clear();
        CustomStatusChanged = false;
        return outcome;
    }
}

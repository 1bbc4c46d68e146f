using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Replay;
using Kiln.LocalHost.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>Takes instances that are ready and runs one turn of each: all waiting messages at once, then one write.</summary>
internal sealed class TurnRunner(TaskHub hub)
{
    /// <summary>Attempts to take a turn before an instance is given up.</summary>
    public const int MaximumAttempts = 5;

    private Task _runners = Task.CompletedTask;

    /// <summary>Starts the runners.</summary>
    public void Start() =>
        _runners = Task.WhenAll(Enumerable.Range(0, hub.Options.MaxConcurrentOrchestrators).Select(_ => Task.Run(RunQueueAsync)));

    /// <summary>Completes when every runner is done, after the directory was closed.</summary>
    public Task StopAsync() => _runners;

    private async Task RunQueueAsync()
    {
        await foreach (InstanceActor actor in hub.Instances.Ready.ReadAllAsync())
        {
            List<InboundMessage> messages = actor.TakeMessages();
            try
            {
                RunTurn(actor, messages);
            }
#pragma warning disable CA1031 // What goes wrong with one instance must not stop the others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Recover(actor, messages, exception);
            }
        }
    }

    private void RunTurn(InstanceActor actor, List<InboundMessage> messages)
    {
        messages = EnsureLoaded(actor, messages);
        if (actor.State is not { IsFinished: false } state)
        {
            hub.Writer.Enqueue(new DiscardWrite(hub, actor, messages));
            return;
        }

        List<HistoryEvent> events = new(messages.Count + 4) { new OrchestratorStarted { Timestamp = TimeOfTurn(state, messages) } };
        foreach (InboundMessage message in messages)
        {
            if (message.Event is { } inbound && (message.Generation == InboxTable.AnyGeneration || message.Generation == state.Generation))
            {
                events.Add(inbound);
            }
        }

        bool mayStart = state.Turns == 1 && (state.Start.StartAt ?? DateTime.MinValue) <= events[0].Timestamp;
        if (events.Count == 1 && !mayStart && actor.Executor is not { MustFail: true })
        {
            hub.Writer.Enqueue(new DiscardWrite(hub, actor, messages));
            return;
        }

        TurnOutcome outcome = Execute(actor, state, events);
        hub.Reached(DurabilityBoundary.TurnExecuted);
        events.AddRange(outcome.Actions);
        if (outcome.Completion is { } completion)
        {
            events.Add(completion with { Timestamp = events[0].Timestamp });
        }

        hub.Writer.Enqueue(new TurnWrite(hub, actor, messages, events, outcome));
    }

    private TurnOutcome Execute(InstanceActor actor, InstanceState state, List<HistoryEvent> events)
    {
        if (actor.Executor is { } cached)
        {
            return cached.Run(events);
        }

        if (hub.Registry.FindOrchestrator(state.Start.Name) is not { } orchestrator)
        {
            return NotFound(state.Start.Name);
        }

        OrchestrationExecutor executor = new(
            state.Id,
            orchestrator,
            hub.Options,
            hub.Loggers,
            () => hub.Instances.Post(actor.Key, new InboundMessage(null, InboxTable.AnyGeneration)));
        if (state is { Turns: 1, Generation: 0 })
        {
            executor.Replay([state.Start]);
        }
        else
        {
            (List<IReadOnlyList<HistoryEvent>> turns, actor.HistoryBytes) = hub.Database.Read(actor.Key, HistoryTable.Read);
            if (turns.Count != state.Turns)
            {
                throw new InvalidDataException($"Instance '{state.Id}' has {turns.Count} turns on disk where {state.Turns} were recorded.");
            }

            foreach (IReadOnlyList<HistoryEvent> turn in turns)
            {
                executor.Replay(turn);
            }
        }

        actor.Executor = executor;
        return executor.Run(events);
    }

    private List<InboundMessage> EnsureLoaded(InstanceActor actor, List<InboundMessage> messages)
    {
        List<InboundMessage> all = messages;
        if (actor.State is null)
        {
            LoadedInstance? loaded = hub.Database.Read(actor.Key, InstanceTable.Load);
            if (loaded is null)
            {
                return messages;
            }

            actor.State = loaded.State;
            all = [.. loaded.Inbox.Select(message => new InboundMessage(message.Event, message.Generation, message.Id))];
            actor.LoadedInbox = loaded.Inbox.Count == 0 ? 0 : loaded.Inbox[^1].Id;
            all.AddRange(messages.Where(message => message.InboxId == 0 || message.InboxId > actor.LoadedInbox));
        }
        else if (actor.LoadedInbox > 0)
        {
            all.RemoveAll(message => message.InboxId > 0 && message.InboxId <= actor.LoadedInbox);
        }

        return all;
    }

    // Never before the turn before, even when the clock was set back, and never before a timer that it takes.
    private DateTime TimeOfTurn(InstanceState state, List<InboundMessage> messages)
    {
        DateTime time = hub.UtcNow;
        time = time < state.LastTurn ? state.LastTurn : time;
        foreach (InboundMessage message in messages)
        {
            time = time < message.Due ? message.Due : time;
        }

        return time;
    }

    private static TurnOutcome NotFound(string name) => new()
    {
        Actions = [],
        CancelledTimers = [],
        Status = OrchestrationRuntimeStatus.Failed,
        Completion = new ExecutionCompleted(
            OrchestrationRuntimeStatus.Failed,
            null,
            new TaskFailureDetails("OrchestratorTaskNotFound", $"No orchestrator named '{name}' is registered with this host.", null, null, null)
            {
                IsNonRetriable = true,
            }),
    };

    // An instance that cannot be loaded is tried a few times and then failed, rather than tried for ever in silence.
    private void Recover(InstanceActor actor, List<InboundMessage> messages, Exception exception)
    {
        actor.Executor = null;
        actor.State = null;
        actor.LoadedInbox = 0;
        actor.FailedTurns++;
        hub.Log.LogError(exception, "Instance with key {Key} could not take a turn (attempt {Attempt}).", actor.Key, actor.FailedTurns);
        if (actor.FailedTurns >= MaximumAttempts)
        {
            hub.Writer.Enqueue(new PoisonWrite(hub, actor, exception));
        }
        else
        {
            actor.PutBack(messages);
            hub.RetryLater(actor, TaskHub.RetryPause);
        }
    }
}

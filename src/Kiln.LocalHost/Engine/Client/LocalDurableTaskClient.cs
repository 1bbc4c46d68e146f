using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.Dispatch;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Engine.Storage;

namespace Kiln.LocalHost.Engine.Client;

/// <summary>The client of a task hub in the same process.</summary>
internal sealed partial class LocalDurableTaskClient(TaskHub hub) : DurableTaskClient(hub.Options.HubName)
{
    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        string instanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Check(instanceId, nameof(options));
        IReadOnlySet<OrchestrationRuntimeStatus>? refusing = DedupeRule.Parse(options?.DedupeStatuses);
        DateTime now = hub.UtcNow;
        ExecutionStarted start = new(
            orchestratorName.Name, hub.Options.DataConverter.Serialize(input), options?.Version?.Version ?? hub.Options.DefaultVersion)
        {
            Timestamp = now,
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
            StartAt = options?.StartAt is { } startAt && startAt.UtcDateTime > now ? startAt.UtcDateTime : null,
        };
        return ScheduleAsync(instanceId, start, refusing, cancellation);
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        EventRaised raised = new(eventName, hub.Options.DataConverter.Serialize(eventPayload)) { Timestamp = hub.UtcNow };
        return Enqueue(new MessageWrite(hub, instanceId, raised, DurabilityBoundary.EventCommitted)).WaitAsync(cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        CommandAsync("suspend", instanceId, new ExecutionSuspended(reason) { Timestamp = hub.UtcNow }, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        CommandAsync("resume", instanceId, new ExecutionResumed(reason) { Timestamp = hub.UtcNow }, cancellation);

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        string? output = hub.Options.DataConverter.Serialize(options?.Output);
        return CommandAsync(
            "terminate",
            instanceId,
            new ExecutionTerminated(output, options?.Recursive ?? false) { Timestamp = hub.UtcNow },
            cancellation);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        (InstanceHead Head, ExecutionStarted? Start)? found = hub.Database.Read(
            instanceId,
            static (session, id) => InstanceTable.Find(session, id) is { } head
                ? (head, HistoryTable.ReadStart(session, head.Key))
                : ((InstanceHead, ExecutionStarted?)?)null);
        if (found is not { Start: { } start } existing)
        {
            throw new ArgumentException($"There is no instance with the ID '{instanceId}'.", nameof(instanceId));
        }

        if (!restartWithNewInstanceId && !existing.Head.IsFinished)
        {
            throw new InvalidOperationException(
                $"The instance '{instanceId}' is {existing.Head.Status}: only a finished instance can be restarted under its own ID.");
        }

        string restarted = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        ExecutionStarted again = start with { Timestamp = hub.UtcNow, Parent = null, StartAt = null };
        return await ScheduleAsync(restarted, again, null, cancellation);
    }

    /// <summary>Takes a failed instance back to before its first failure, so that it goes on from there. The official client has no such call.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has not failed.</exception>
    public async Task RewindAsync(string instanceId, string? reason, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        RewindWrite write = new(hub, instanceId, reason);
        hub.Load.Enter();
        hub.Writer.Enqueue(write);
        if (await write.Task.WaitAsync(cancellation) is not { } found)
        {
            throw new ArgumentException($"Cannot rewind: there is no instance with the ID '{instanceId}'.", nameof(instanceId));
        }

        if (found.Status != OrchestrationRuntimeStatus.Failed)
        {
            throw new InvalidOperationException(
                $"Cannot rewind the instance '{instanceId}': it is {found.Status}, and only failed instances can be rewound.");
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> ScheduleAsync(
        string instanceId, ExecutionStarted start, IReadOnlySet<OrchestrationRuntimeStatus>? refusing, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        InstanceState created = new(
            hub.NextKey(), instanceId, 0, 1, OrchestrationRuntimeStatus.Pending, start.Timestamp, start);
        hub.Reached(DurabilityBoundary.ScheduleAppend);
        ScheduleWrite write = new(hub, created, refusing);
        hub.Load.Enter();
        hub.Writer.Enqueue(write);
        await write.Task.WaitAsync(cancellation);
        return instanceId;
    }

    private async Task CommandAsync(string verb, string instanceId, HistoryEvent command, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        InstanceHead? head = await Enqueue(new MessageWrite(hub, instanceId, command, DurabilityBoundary.CommandCommitted))
            .WaitAsync(cancellation);
        if (head is not { } found)
        {
            throw new ArgumentException($"Cannot {verb}: there is no instance with the ID '{instanceId}'.", nameof(instanceId));
        }

        if (found.IsFinished)
        {
            throw new InvalidOperationException($"Cannot {verb} the instance '{instanceId}': it is finished ({found.Status}).");
        }
    }

    private Task<InstanceHead?> Enqueue(MessageWrite write)
    {
        hub.Reached(DurabilityBoundary.EventAppend);
        hub.Load.Enter();
        hub.Writer.Enqueue(write);
        return write.Task;
    }
}

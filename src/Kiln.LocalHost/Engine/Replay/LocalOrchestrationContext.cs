using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>The context handed to an orchestrator: turns its calls into actions of the executor.</summary>
internal sealed class LocalOrchestrationContext(
    OrchestrationExecutor executor, string instanceId, DataConverter converter, ILoggerFactory loggers) : TaskOrchestrationContext
{
    private const int MaximumCustomStatusBytes = 16 * 1024;
    private static readonly TimeSpan MaximumTimerInterval = TimeSpan.FromDays(3);
    private int _guids;

    public override TaskName Name => executor.Start.Name;

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent =>
        executor.Start.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => executor.CurrentUtcDateTime;

    public override bool IsReplaying => executor.IsReplaying;

    public override string Version => executor.Start.Version;

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(executor.Start.Input);

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        RefuseOptionsAsInput(input);
        string? serialized = converter.Serialize(input);
        string activity = Named(name);
        return options?.Retry is { } retry
            ? RetryLoop.RunAsync(this, retry, () => executor.CallActivity<TResult>(activity, serialized))
            : executor.CallActivity<TResult>(activity, serialized);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RefuseOptionsAsInput(input);
        SubOrchestrationOptions? details = options as SubOrchestrationOptions;
        string child = details?.InstanceId ?? NewGuid().ToString("N");
        InstanceIds.Check(child, nameof(options));
        string? serialized = converter.Serialize(input);
        string name = Named(orchestratorName);
        string? version = details?.Version?.Version;
        return options?.Retry is { } retry
            ? RetryLoop.RunAsync(this, retry, () => executor.CallSubOrchestrator<TResult>(name, child, serialized, version))
            : executor.CallSubOrchestrator<TResult>(name, child, serialized, version);
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        DateTime due = fireAt.ToUniversalTime();
        while (due - CurrentUtcDateTime > MaximumTimerInterval)
        {
            await executor.CreateTimer(CurrentUtcDateTime + MaximumTimerInterval, cancellationToken);
        }

        await executor.CreateTimer(due, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        executor.EnsureTurnThread();
        return executor.Events.Wait<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        executor.SendEvent(instanceId, eventName, converter.Serialize(payload));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        string? serialized = converter.Serialize(customStatus);
        int bytes = (serialized?.Length ?? 0) * sizeof(char);
        if (bytes > MaximumCustomStatusBytes)
        {
            throw new ArgumentException(
                $"The custom status takes {bytes} bytes as UTF-16 text; at most {MaximumCustomStatusBytes} are "
                + "allowed. Keep progress in the status and results elsewhere.",
                nameof(customStatus));
        }

        executor.SetCustomStatus(serialized);
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        executor.ContinueAsNew(converter.Serialize(newInput), preserveUnprocessedEvents);

    public override Guid NewGuid()
    {
        executor.EnsureTurnThread();
        return DeterministicGuid.Create(instanceId, CurrentUtcDateTime, _guids++);
    }

    private static string Named(TaskName name) => string.IsNullOrEmpty(name.Name)
        ? throw new ArgumentException("A task name is needed.", nameof(name))
        : name.Name;

    private static void RefuseOptionsAsInput(object? input)
    {
        if (input is TaskOptions)
        {
            throw new ArgumentException("TaskOptions were passed as the input. Pass them as options, by name.", nameof(input));
        }
    }
}

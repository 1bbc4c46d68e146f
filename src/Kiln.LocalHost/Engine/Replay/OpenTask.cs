using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>An activity, sub-orchestration or timer that was started and has no result yet.</summary>
internal abstract class OpenTask(string name, int taskId)
{
    /// <summary>Name of the activity or orchestrator.</summary>
    protected string Name { get; } = name;

    /// <summary>Its sequence number.</summary>
    protected int TaskId { get; } = taskId;

    /// <summary>Completes the orchestrator's task; its continuations run before this returns.</summary>
    public abstract void Complete(string? result);

    /// <summary>Fails the orchestrator's task.</summary>
    public abstract void Fail(TaskFailureDetails failure);

    /// <summary>Cancels the orchestrator's task.</summary>
    public abstract void Cancel(CancellationToken cancellationToken);
}

/// <summary>An open task with the type of its result.</summary>
internal sealed class OpenTask<T>(string name, int taskId, DataConverter converter) : OpenTask(name, taskId)
{
    private readonly TaskCompletionSource<T> _source = new();

    /// <summary>What the orchestrator awaits.</summary>
    public Task<T> Task => _source.Task;

    public override void Complete(string? result) => _source.TrySetFrom(converter, result);

    public override void Fail(TaskFailureDetails failure) => _source.TrySetException(new TaskFailedException(Name, TaskId, failure));

    public override void Cancel(CancellationToken cancellationToken) => _source.TrySetCanceled(cancellationToken);
}

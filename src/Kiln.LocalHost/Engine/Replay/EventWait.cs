using Kiln.LocalHost.DurableTask;

namespace Kiln.LocalHost.Engine.Replay;

/// <summary>One wait for an external event.</summary>
internal abstract class EventWait
{
    /// <summary>True once it got its event or was cancelled.</summary>
    public abstract bool IsOver { get; }

    /// <summary>Hands over the event's payload; without effect after a cancellation.</summary>
    public abstract void Complete(string? payload);

    /// <summary>Cancels the wait.</summary>
    public abstract void Cancel(CancellationToken cancellationToken);
}

/// <summary>A wait with the type of the payload.</summary>
internal sealed class EventWait<T>(DataConverter converter) : EventWait
{
    private readonly TaskCompletionSource<T> _source = new();

    /// <summary>What the orchestrator awaits.</summary>
    public Task<T> Task => _source.Task;

    public override bool IsOver => _source.Task.IsCompleted;

    public override void Complete(string? payload) => _source.TrySetFrom(converter, payload);

    public override void Cancel(CancellationToken cancellationToken) => _source.TrySetCanceled(cancellationToken);
}

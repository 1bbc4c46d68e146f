namespace Kiln.LocalHost.Engine.Dispatch;

/// <summary>Counts what the engine is busy with, and tells when that is nothing.</summary>
internal sealed class EngineLoad
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private long _busy;

    /// <summary>Called, on the thread of the last <see cref="Exit"/>, whenever nothing is left to do.</summary>
    public Action? BecameIdle { get; set; }

    /// <summary>True when there is nothing to do at this moment.</summary>
    public bool IsIdle => Interlocked.Read(ref _busy) == 0;

    /// <summary>One thing more.</summary>
    public void Enter() => Interlocked.Increment(ref _busy);

    /// <summary>One thing less.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _busy) > 0)
        {
            return;
        }

        lock (_lock)
        {
            _idle?.TrySetResult();
            _idle = null;
        }

        BecameIdle?.Invoke();
    }

    /// <summary>Completes when there is a moment with nothing to do.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (IsIdle)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }
}

using Kiln.LocalHost.Functions;

namespace Kiln.LocalHost.Tests.Triggers.Timers;

/// <summary>One run of a timer function, which may go on until it is released.</summary>
public sealed record TimerRun(TimerInfo Info)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();
}

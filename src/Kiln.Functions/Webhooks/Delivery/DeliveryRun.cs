namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>One run of a delivery in this process, for all who ask for it while it lasts.</summary>
internal sealed class DeliveryRun
{
    private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Task<DeliveryStep>> _work = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    public DeliveryRun() => Completion = _work.Task.Unwrap();

    /// <summary>What the delivery does next, once what was due has been sent.</summary>
    public Task<DeliveryStep> Completion { get; }

    /// <summary>Completes when the run waits for a place, so that waiting for it is likely to take long.</summary>
    public Task Waits => _waits.Task;

    /// <summary>Starts the run; only the first call does.</summary>
    /// <param name="work">Does the sending; told what to call when it has to wait for a place.</param>
    public void Begin(Func<Action, Task<DeliveryStep>> work)
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            _work.SetResult(Task.Run(() => work(() => _waits.TrySetResult())));
        }
    }
}

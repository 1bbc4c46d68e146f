namespace Kiln.LocalHost.Engine.Replay;

/// <summary>
/// Keeps an orchestrator's continuations on the thread of its turn. A continuation posted from anywhere else is the proof that the
/// orchestrator awaited something that is not a durable task.
/// </summary>
internal sealed class OrchestratorSynchronizationContext(Func<bool> isTurnThread, Action foreignPost) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (isTurnThread())
        {
            _posted.Enqueue((d, state));
        }
        else
        {
            foreignPost();
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what was posted, until nothing is left.</summary>
    public void Drain()
    {
        while (_posted.TryDequeue(out (SendOrPostCallback Callback, object? State) posted))
        {
            posted.Callback(posted.State);
        }
    }
}

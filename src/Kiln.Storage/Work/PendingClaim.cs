namespace Kiln.Storage.Work;

/// <summary>A claim that waits for its turn at the queue.</summary>
/// <param name="claim">What is asked for.</param>
internal sealed class PendingClaim(TaskClaim claim)
{
    private readonly TaskCompletionSource<ClaimedTask?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskClaim Claim { get; } = claim;

    public Task<ClaimedTask?> Completion => _completion.Task;

    /// <summary>Answers with the task; null when nothing is ready.</summary>
    public void Complete(ClaimedTask? task) => _completion.TrySetResult(task);

    public void Fail(Exception failure) => _completion.TrySetException(failure);
}

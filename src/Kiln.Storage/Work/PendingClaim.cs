namespace Kiln.Storage.Work;

/// <summary>A claim that waits for its turn at the queue.</summary>
/// <param name="claim">What is asked for.</param>
internal sealed class PendingClaim(TaskClaim claim)
{
    private readonly TaskCompletionSource<Result> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskClaim Claim { get; } = claim;

    public Task<Result> Completion => _completion.Task;

    public void Complete(ClaimedTask? task, DateTimeOffset? nextReady) => _completion.TrySetResult(new Result(task, nextReady));

    public void Fail(Exception failure) => _completion.TrySetException(failure);

    /// <param name="Task">The task; null when nothing is ready.</param>
    /// <param name="NextReady">When the next task becomes ready by itself, as far as is known.</param>
    public readonly record struct Result(ClaimedTask? Task, DateTimeOffset? NextReady);
}

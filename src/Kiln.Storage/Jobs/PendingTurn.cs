namespace Kiln.Storage.Jobs;

/// <summary>Work that needs its turn at a job for itself: to create it, or to delete it.</summary>
/// <param name="work">What is done when its turn has come.</param>
internal sealed class PendingTurn(Func<Task<bool>> work) : PendingWork
{
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> Completion => _completion.Task;

    /// <summary>Does it.</summary>
    public async Task RunAsync() => _completion.SetResult(await work());

    /// <inheritdoc/>
    public override void Fail(Exception failure) => _completion.TrySetException(failure);
}

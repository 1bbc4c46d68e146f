namespace Kiln.Functions.Tests.Support;

/// <summary>
/// Lets two writers of one document meet: each waits, when it is about to write, until the other is too, so that both go by the same
/// version; then one writes, and the other after it.
/// </summary>
internal sealed class Meeting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs the write of one of the two in its turn.</summary>
    public async Task<T> WriteAsync<T>(bool isFirst, Func<Task<T>> write)
    {
        (isFirst ? _first : _second).TrySetResult();
        await (isFirst ? _second.Task : _written.Task).WaitAsync(Limit);
        T result = await write();
        if (isFirst)
        {
            _written.TrySetResult();
        }

        return result;
    }
}

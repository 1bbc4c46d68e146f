namespace Kiln.LocalHost.Sqlite;

/// <summary>A write given as a delegate, completing a task.</summary>
internal sealed class DelegateWriteItem<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> work, Action<TResult>? committed)
    : WriteItem
{
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    internal Task<TResult> Task => _completion.Task;

    internal override void Execute(SqliteSession session) => _result = work(session, state);

    internal override void Committed()
    {
        committed?.Invoke(_result!);
        _completion.SetResult(_result!);
    }

    internal override void Failed(Exception exception) => _completion.SetException(exception);
}

using System.Threading.Channels;
using Kiln.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kiln.LocalHost.Sqlite;

/// <summary>
/// The one writer of a database: a thread of its own that takes the items waiting and commits them as one
/// <c>BEGIN IMMEDIATE</c> transaction, so that many writes share one flush to disk. An item is reported committed only when it is on
/// disk. While one group is being flushed the next one gathers, so the size of a group follows the load and a lone write waits for
/// nobody.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private const int MaximumGroup = 512;
    private readonly Channel<WriteItem> _queue = Channel.CreateUnbounded<WriteItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteSession _session;
    private readonly Action<SqliteSession>? _guard;
    private readonly string _path;

    /// <summary>Opens the writer's session and starts its thread.</summary>
    /// <param name="database">The database to write.</param>
    /// <param name="guard">Runs first in every transaction; when it throws, nothing of the group is written.</param>
    public GroupCommitWriter(SqliteDatabase database, Action<SqliteSession>? guard = null)
    {
        _session = database.OpenWriter();
        _path = database.Path;
        _guard = guard;
        Thread thread = new(Run) { IsBackground = true, Name = $"SQLite writer {Path.GetFileName(database.Path)}" };
        thread.Start();
    }

    /// <summary>Number of groups committed so far; each was one flush to disk.</summary>
    public long Commits { get; private set; }

    /// <summary>
    /// Runs a delegate inside a transaction shared with other writes; the task completes once it is on disk. The delegate may be run
    /// again after a roll-back that another write caused, so it must change nothing but the database.
    /// </summary>
    /// <param name="state">Handed to the delegate, so that it need not capture.</param>
    /// <param name="work">Reads and writes; when it throws, its own changes are undone and the task fails with that exception.</param>
    /// <param name="committed">Called with the result, on the writer's thread and in the order of the commits, before the task completes.</param>
    public Task<TResult> WriteAsync<TState, TResult>(
        TState state, Func<SqliteSession, TState, TResult> work, Action<TResult>? committed = null)
    {
        DelegateWriteItem<TState, TResult> item = new(state, work, committed);
        Enqueue(item);
        return item.Task;
    }

    /// <summary>Adds an item to the next group. After disposal the item fails at once.</summary>
    public void Enqueue(WriteItem item)
    {
        if (!_queue.Writer.TryWrite(item))
        {
            item.Failed(new ObjectDisposedException(nameof(GroupCommitWriter), "The database is closed: the write was not made."));
        }
    }

    /// <summary>Writes what is queued, then closes the session.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopped.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        List<WriteItem> group = new(MaximumGroup);
        while (WaitForItems())
        {
            while (group.Count < MaximumGroup && _queue.Reader.TryRead(out WriteItem? item))
            {
                group.Add(item);
            }

            Commit(group);
            group.Clear();
        }

        _session.Dispose();
        _stopped.SetResult();
    }

    private bool WaitForItems()
    {
        ValueTask<bool> ready = _queue.Reader.WaitToReadAsync();
        return ready.IsCompleted ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }

    private void Commit(List<WriteItem> group)
    {
        Exception? failure = TryCommit(group, isolated: false, out _);
        if (failure is not null && group.Count > 0)
        {
            // Somebody failed: once more, each item behind a savepoint, so that only the one at fault is left out.
            failure = TryCommit(group, isolated: true, out List<(WriteItem Item, Exception Failure)> failures);
            foreach ((WriteItem item, Exception why) in failures)
            {
                group.Remove(item);
                item.Failed(Worded(why));
            }
        }

        foreach (WriteItem item in group)
        {
            if (failure is null)
            {
                item.Committed();
            }
            else
            {
                item.Failed(Worded(failure));
            }
        }
    }

    private Exception? TryCommit(List<WriteItem> group, bool isolated, out List<(WriteItem Item, Exception Failure)> failures)
    {
        failures = [];
        try
        {
            _session.Statement("BEGIN IMMEDIATE").Execute();
            _guard?.Invoke(_session);
            foreach (WriteItem item in group)
            {
                if (!isolated)
                {
                    item.Execute(_session);
                }
                else if (ExecuteIsolated(item) is { } failure)
                {
                    failures.Add((item, failure));
                }
            }

            _session.Statement("COMMIT").Execute();
            Commits++;
            return null;
        }
#pragma warning disable CA1031 // Whatever an item throws is that item's to report; the writer must live on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RollBack();
            return exception;
        }
    }

    private Exception Worded(Exception failure) => failure is SqliteException { SqliteErrorCode: raw.SQLITE_FULL }
        ? new StorageFullException($"There is no room left for '{_path}': nothing was written.", failure)
        : failure;

    private Exception? ExecuteIsolated(WriteItem item)
    {
        _session.Statement("SAVEPOINT item").Execute();
        try
        {
            item.Execute(_session);
            _session.Statement("RELEASE item").Execute();
            return null;
        }
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _session.ResetStatements();
            if (!_session.InTransaction)
            {
                // A full disk, for one, makes SQLite give up the whole transaction, and with it the savepoint.
                throw;
            }

            _session.Statement("ROLLBACK TO item").Execute();
            _session.Statement("RELEASE item").Execute();
            return exception;
        }
    }

    private void RollBack()
    {
        _session.ResetStatements();
        if (_session.InTransaction)
        {
            _session.Statement("ROLLBACK").Execute();
        }
    }
}

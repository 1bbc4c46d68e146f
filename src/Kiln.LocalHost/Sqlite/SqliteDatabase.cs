using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Kiln.LocalHost.Sqlite;

/// <summary>
/// A database file in write-ahead-log mode with <c>synchronous=FULL</c>: what a commit reported is on disk. Opens the writer's session
/// and lends read sessions, which see every commit made before they were lent.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int MaximumIdleReaders = 8;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];
    private volatile bool _disposed;

    /// <summary>Names the file; nothing is opened yet.</summary>
    /// <param name="path">Path of the database file; its directory must exist.</param>
    public SqliteDatabase(string path) => Path = path;

    /// <summary>Path of the database file.</summary>
    public string Path { get; }

    /// <summary>Opens a session that may write, creating the file when it is absent.</summary>
    public SqliteSession OpenWriter()
    {
        SqliteSession session = Open(SqliteOpenMode.ReadWriteCreate);
        try
        {
            session.Script("""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA busy_timeout = 5000;
                PRAGMA wal_autocheckpoint = 8192;
                PRAGMA journal_size_limit = 67108864;
                PRAGMA cache_size = -65536;
                PRAGMA temp_store = MEMORY;
                """);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a session that cannot write.</summary>
    public SqliteSession OpenReader()
    {
        SqliteSession session = Open(SqliteOpenMode.ReadOnly);
        session.Script("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192;");
        return session;
    }

    /// <summary>Runs a read on a pooled session.</summary>
    public TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> read)
    {
        if (!_idleReaders.TryTake(out SqliteSession? session))
        {
            session = OpenReader();
        }

        try
        {
            TResult result = read(session, state);
            Return(session);
            return result;
        }
        catch
        {
            // A statement may have been left in the middle of a result.
            session.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idleReaders.TryTake(out SqliteSession? session))
        {
            session.Dispose();
        }
    }

    private void Return(SqliteSession session)
    {
        if (_disposed || _idleReaders.Count >= MaximumIdleReaders)
        {
            session.Dispose();
        }
        else
        {
            _idleReaders.Add(session);
        }
    }

    private SqliteSession Open(SqliteOpenMode mode)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SqliteConnectionStringBuilder settings = new() { DataSource = Path, Mode = mode, Pooling = false };
        SqliteConnection connection = new(settings.ConnectionString);
        try
        {
            connection.Open();
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kiln.LocalHost.Sqlite;

/// <summary>
/// One connection with its prepared statements. Not thread-safe: the writer's session belongs to the writer's thread, a reader's to
/// whoever holds it.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;

    internal SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>The statement of this text, prepared once per session; reset and ready to be bound.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement = new SqliteStatement(_connection.Handle!, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs one or more statements without parameters, such as a schema or a pragma.</summary>
    public void Script(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // The text is always a constant of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>True between BEGIN and COMMIT or ROLLBACK, as SQLite itself sees it.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle!) == 0;

    /// <summary>Leaves every result that was not read to its end; such a statement would hold up a roll-back.</summary>
    public void ResetStatements()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Reset();
        }
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}

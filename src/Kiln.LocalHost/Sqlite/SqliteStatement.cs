using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Kiln.LocalHost.Sqlite;

/// <summary>
/// One prepared statement, kept for the life of its session. Values are bound by position (from 1) without boxing; this is what the
/// write path costs per row. Not thread-safe: it belongs to the thread that uses its session.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    internal SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        int code = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        ThrowUnless(code == raw.SQLITE_OK, code);
    }

    /// <summary>Binds an integer.</summary>
    public SqliteStatement Bind(int position, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, position, value));
        return this;
    }

    /// <summary>Binds an integer or NULL.</summary>
    public SqliteStatement Bind(int position, long? value)
    {
        Check(value is { } present
            ? raw.sqlite3_bind_int64(_statement, position, present)
            : raw.sqlite3_bind_null(_statement, position));
        return this;
    }

    /// <summary>Binds text or NULL.</summary>
    public SqliteStatement Bind(int position, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, position));
            return this;
        }

        int length = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (length <= 1024)
        {
            Span<byte> utf8 = stackalloc byte[length];
            Check(raw.sqlite3_bind_text(_statement, position, utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
        }
        else
        {
            Check(raw.sqlite3_bind_text(_statement, position, (ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(value)));
        }

        return this;
    }

    /// <summary>Binds bytes; an empty span is an empty blob, not NULL.</summary>
    public SqliteStatement Bind(int position, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, position, 0)
            : raw.sqlite3_bind_blob(_statement, position, value));
        return this;
    }

    /// <summary>Moves to the next row; false at the end, after which the statement is ready to be bound again.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            SqliteException failure = Failure(code);
            raw.sqlite3_reset(_statement);
            throw failure;
        }

        raw.sqlite3_reset(_statement);
        return false;
    }

    /// <summary>Runs a statement that answers no rows, and says how many rows it changed.</summary>
    public int Execute()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Leaves a result before its end.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    /// <summary>True when the column (from 0) of this row is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>The column (from 0) as an integer.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>The column (from 0) as an integer, or null.</summary>
    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>The column (from 0) as text; it must not be NULL.</summary>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>The column (from 0) as text, or null.</summary>
    public string? NullableText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The column (from 0) as bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => ThrowUnless(code == raw.SQLITE_OK, code);

    private void ThrowUnless(bool succeeded, int code)
    {
        if (!succeeded)
        {
            throw Failure(code);
        }
    }

    private SqliteException Failure(int code) => new(
        $"SQLite error {code}: {raw.sqlite3_errmsg(_database).utf8_to_string()}", code & 0xff, raw.sqlite3_extended_errcode(_database));
}

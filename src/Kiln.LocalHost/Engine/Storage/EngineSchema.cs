using Kiln.LocalHost.Sqlite;
using Microsoft.Data.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>
/// The tables of a task hub and their version. Rows that belong to an instance are keyed <c>key × 2^24 + n</c> (see
/// <see cref="RowKey"/>), so that one B-tree with integer keys holds each table.
/// </summary>
internal static class EngineSchema
{
    /// <summary>
    /// The version that this code writes; older ones are brought up to it, newer ones refused. Since version 2 a history may hold
    /// <see cref="History.ExecutionRewound"/>; the tables are those of version 1.
    /// </summary>
    public const int Version = 2;

    private const int ApplicationId = 0x4b494c4e;

    private const string CreateTables = """
        CREATE TABLE meta(name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO meta(name, value) VALUES ('epoch', 0), ('last_key', 0);
        CREATE TABLE instances(
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, status INTEGER NOT NULL, generation INTEGER NOT NULL,
            turns INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, completed INTEGER, parent INTEGER,
            tags TEXT, custom_status TEXT, output TEXT, failure TEXT) STRICT;
        CREATE INDEX instances_unfinished ON instances(key) WHERE completed IS NULL;
        CREATE INDEX instances_parent ON instances(parent) WHERE parent IS NOT NULL;
        CREATE TABLE history(row INTEGER PRIMARY KEY, events BLOB NOT NULL) STRICT;
        CREATE TABLE inbox(id INTEGER PRIMARY KEY, key INTEGER NOT NULL, event BLOB NOT NULL) STRICT;
        CREATE INDEX inbox_key ON inbox(key);
        CREATE TABLE work(row INTEGER PRIMARY KEY, generation INTEGER NOT NULL, name TEXT NOT NULL, input TEXT) STRICT;
        CREATE TABLE timers(row INTEGER PRIMARY KEY, generation INTEGER NOT NULL, due INTEGER NOT NULL) STRICT;
        """;

    /// <summary>Makes the tables of a new database, or checks that an existing one is sound and not newer than this code.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, belongs to something else, or was written by a newer version.</exception>
    public static void Prepare(SqliteSession session, string path, bool thorough)
    {
        long application = Pragma(session, "PRAGMA application_id");
        long version = Pragma(session, "PRAGMA user_version");
        if (application == 0 && version == 0 && Pragma(session, "SELECT count(*) FROM sqlite_schema") == 0)
        {
            session.Script($"BEGIN IMMEDIATE; {CreateTables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
            return;
        }

        if (application != ApplicationId)
        {
            throw new InvalidDataException($"The file '{path}' is an SQLite database, but not one of this engine. It was left untouched.");
        }

        if (version > Version)
        {
            throw new InvalidDataException(
                $"The database '{path}' has schema version {version}; this engine knows versions up to {Version}. It was written by a newer "
                + "release: run that one, or give another data directory. The file was left untouched.");
        }

        if (thorough)
        {
            Check(session, path);
        }

        if (version < Version)
        {
            session.Script($"PRAGMA user_version = {Version}");
        }
    }

    /// <summary>Words an error of SQLite while the database was opened.</summary>
    public static InvalidDataException Damaged(string path, SqliteException exception) => new(
        $"The database '{path}' is damaged ({exception.Message}). It was left untouched: restore it from a copy, or give another data directory.",
        exception);

    private static void Check(SqliteSession session, string path)
    {
        SqliteStatement check = session.Statement("PRAGMA quick_check(1)");
        check.Step();
        string finding = check.Text(0);
        check.Reset();
        if (finding != "ok")
        {
            throw new InvalidDataException(
                $"The database '{path}' is damaged: {finding}. It was left untouched: restore it from a copy, or give another data directory.");
        }
    }

    private static long Pragma(SqliteSession session, string sql)
    {
        SqliteStatement statement = session.Statement(sql);
        statement.Step();
        long value = statement.Int64(0);
        statement.Reset();
        return value;
    }
}

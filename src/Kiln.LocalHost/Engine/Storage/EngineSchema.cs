using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>
/// The tables of a task hub and their version. Rows that belong to an instance are keyed <c>key × 2^24 + n</c> (see
/// <see cref="RowKey"/>), so that one B-tree with integer keys holds each table.
/// </summary>
internal static class EngineSchema
{
    /// <summary>
    /// The version that this code writes. Since version 2 a history may hold <see cref="History.ExecutionRewound"/>; the tables are those
    /// of version 1.
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

    /// <summary>The schema of a hub's database.</summary>
    public static DatabaseSchema Schema { get; } = new(ApplicationId, Version, CreateTables);
}

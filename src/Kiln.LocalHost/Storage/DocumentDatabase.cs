using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// The tables of the local document store. Keys and metadata stand apart from the bodies, so that a listing reads small rows; every
/// metadata value is indexed, so that a filtered listing reads matching rows only.
/// </summary>
internal static class DocumentDatabase
{
    // A version is the row number of a body; AUTOINCREMENT never gives one out twice, so an ETag names one write for ever.
    private const string Schema = """
        BEGIN IMMEDIATE;
        CREATE TABLE bodies(version INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL);
        CREATE TABLE documents(key TEXT PRIMARY KEY, version INTEGER NOT NULL, metadata TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE terms(name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY(name, value, key)) WITHOUT ROWID;
        PRAGMA user_version = 1;
        COMMIT;
        """;

    private const long SchemaVersion = 1;

    /// <summary>Opens the database, making it when it is absent.</summary>
    /// <exception cref="InvalidDataException">The file was written by a later release.</exception>
    public static SqliteDatabase Open(string path)
    {
        SqliteDatabase database = new(path);
        using SqliteSession session = database.OpenWriter();
        SqliteStatement statement = session.Statement("PRAGMA user_version");
        statement.Step();
        long version = statement.Int64(0);
        statement.Reset();
        if (version == 0)
        {
            session.Script(Schema);
        }
        else if (version != SchemaVersion)
        {
            throw new InvalidDataException(
                $"'{path}' has schema version {version}, and this release reads version {SchemaVersion}: it was written by a later release.");
        }

        return database;
    }
}

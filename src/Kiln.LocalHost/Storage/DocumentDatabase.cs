using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// The tables of the local document store. Keys and metadata stand apart from the bodies, so that a listing reads small rows; every
/// metadata value is indexed, so that a filtered listing reads matching rows only.
/// </summary>
internal static class DocumentDatabase
{
    // A version is the row number of a body; AUTOINCREMENT never gives one out twice, so an ETag names one write for ever.
    private const string Tables = """
        CREATE TABLE bodies(version INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL);
        CREATE TABLE documents(key TEXT PRIMARY KEY, version INTEGER NOT NULL, metadata TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE terms(name TEXT NOT NULL, value TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY(name, value, key)) WITHOUT ROWID;
        """;

    // Version 1 is version 2 without the application id.
    private static readonly DatabaseSchema Schema = new(ApplicationId: 0x4b494c44, Version: 2, Tables, UnmarkedVersion: 1);

    /// <summary>Opens the database, making it when it is absent.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, belongs to something else, or was written by a newer release.</exception>
    public static SqliteDatabase Open(string path)
    {
        SqliteDatabase database = new(path);
        Schema.Prepare(database);
        return database;
    }
}

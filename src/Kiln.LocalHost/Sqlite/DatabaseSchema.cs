using Microsoft.Data.Sqlite;

namespace Kiln.LocalHost.Sqlite;

/// <summary>
/// The tables of a database file and their version, and the way to open one: a file that is damaged, foreign or newer is refused before
/// anything could write to it.
/// </summary>
/// <param name="ApplicationId">The number in the file's header that says whose it is.</param>
/// <param name="Version">The version that this code writes; older ones are brought up to it, newer ones refused.</param>
/// <param name="Tables">The statements that make the tables.</param>
/// <param name="UnmarkedVersion">The last version whose files have no application id.</param>
internal sealed record DatabaseSchema(int ApplicationId, int Version, string Tables, int UnmarkedVersion = 0)
{
    // Checking every page of a large database takes seconds; one that was closed in good order is not checked beyond this size.
    private const long AlwaysCheckedBytes = 64L * 1024 * 1024;

    private const string LeftUntouched = "It was left untouched: restore it from a copy, or give another data directory.";

    /// <summary>Makes the tables of a new file, or checks an existing one and brings it up to date. The directory must be this process's.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, belongs to something else, or was written by a newer version.</exception>
    public void Prepare(SqliteDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        try
        {
            FileInfo file = new(database.Path);
            long? version = file is { Exists: true, Length: > 0 }
                ? Inspect(database, thorough: file.Length <= AlwaysCheckedBytes || File.Exists(database.Path + "-wal"))
                : null;
            using SqliteSession session = database.OpenWriter();
            if (version is null)
            {
                session.Script($"BEGIN IMMEDIATE; {Tables} {Mark} COMMIT;");
            }
            else if (version < Version)
            {
                session.Script($"BEGIN IMMEDIATE; {Mark} COMMIT;");
            }
        }
        catch (SqliteException damage) when (damage.SqliteErrorCode != SQLitePCL.raw.SQLITE_FULL)
        {
            throw new InvalidDataException($"The database '{database.Path}' is damaged ({damage.Message}). {LeftUntouched}", damage);
        }
    }

    private string Mark => $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};";

    // Reads only: not even a log that a crash left behind is folded into a file that may be damaged. Null for a file without tables.
    private long? Inspect(SqliteDatabase database, bool thorough)
    {
        string path = database.Path;
        RequireDatabase(path);
        using SqliteSession session = database.OpenReader();
        long application = Number(session, "PRAGMA application_id");
        long version = Number(session, "PRAGMA user_version");
        if (application == 0 && version == 0 && Number(session, "SELECT count(*) FROM sqlite_schema") == 0)
        {
            return null;
        }

        if (application != ApplicationId && !(application == 0 && version > 0 && version <= UnmarkedVersion))
        {
            throw new InvalidDataException($"The file '{path}' is an SQLite database, but not one of this engine. {LeftUntouched}");
        }

        if (version > Version)
        {
            throw new InvalidDataException(
                $"The database '{path}' has schema version {version}; this release knows versions up to {Version}. It was written by a newer "
                + "release: run that one, or give another data directory. The file was left untouched.");
        }

        if (thorough && Text(session, "PRAGMA quick_check(1)") is not "ok" and var finding)
        {
            throw new InvalidDataException($"The database '{path}' is damaged: {finding}. {LeftUntouched}");
        }

        return version;
    }

    private static void RequireDatabase(string path)
    {
        Span<byte> header = stackalloc byte[16];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.SequenceEqual("SQLite format 3\0"u8))
        {
            throw new InvalidDataException($"The file '{path}' is damaged or not a database. {LeftUntouched}");
        }
    }

    private static long Number(SqliteSession session, string sql)
    {
        SqliteStatement statement = session.Statement(sql);
        statement.Step();
        long value = statement.Int64(0);
        statement.Reset();
        return value;
    }

    private static string Text(SqliteSession session, string sql)
    {
        SqliteStatement statement = session.Statement(sql);
        statement.Step();
        string value = statement.Text(0);
        statement.Reset();
        return value;
    }
}

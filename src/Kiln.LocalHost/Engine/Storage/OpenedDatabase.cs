using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>A task hub's database, taken for this process alone and ready for use.</summary>
internal sealed class OpenedDatabase : IAsyncDisposable
{
    private readonly DataDirectoryLock _lock;

    private OpenedDatabase(DataDirectoryLock directoryLock, SqliteDatabase database, GroupCommitWriter writer, UnfinishedWork unfinished)
    {
        _lock = directoryLock;
        Database = database;
        Writer = writer;
        Unfinished = unfinished;
    }

    /// <summary>For reads.</summary>
    public SqliteDatabase Database { get; }

    /// <summary>For writes.</summary>
    public GroupCommitWriter Writer { get; }

    /// <summary>What an earlier process left to do.</summary>
    public UnfinishedWork Unfinished { get; }

    /// <summary>Takes the data directory and opens the hub's database in it.</summary>
    /// <exception cref="IOException">Another process holds the directory.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, foreign, or from a newer version; it is left as it is.</exception>
    public static async Task<OpenedDatabase> OpenAsync(string directory, string hubName)
    {
        DataDirectoryLock directoryLock = DataDirectoryLock.Take(directory, hubName);
        SqliteDatabase database = new(Path.Combine(directory, $"{hubName}.db"));
        GroupCommitWriter? writer = null;
        try
        {
            long epoch = Prepare(database);
            writer = new GroupCommitWriter(database, session => EnsureEpoch(session, epoch));
            return new OpenedDatabase(directoryLock, database, writer, database.Read(0, static (session, _) => UnfinishedWork.Read(session)));
        }
        catch
        {
            database.Dispose();
            if (writer is not null)
            {
                await writer.DisposeAsync();
            }

            directoryLock.Dispose();
            throw;
        }
    }

    /// <summary>Writes what is queued, closes the database and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        // Readers first: the last connection to close folds the log back into the file, which only the writer's can.
        Database.Dispose();
        await Writer.DisposeAsync();
        _lock.Dispose();
    }

    private static long Prepare(SqliteDatabase database)
    {
        EngineSchema.Schema.Prepare(database);
        using SqliteSession session = database.OpenWriter();
        session.Script("BEGIN IMMEDIATE; UPDATE meta SET value = value + 1 WHERE name = 'epoch'; COMMIT");
        return Epoch(session);
    }

    // The fence: should two processes ever write the same file (a lock that a network file system did not keep), the older one stops.
    private static void EnsureEpoch(SqliteSession session, long epoch)
    {
        if (Epoch(session) != epoch)
        {
            throw new EngineFencedException("Another process has taken over this task hub: nothing more is written from here.");
        }
    }

    private static long Epoch(SqliteSession session)
    {
        SqliteStatement statement = session.Statement("SELECT value FROM meta WHERE name = 'epoch'");
        statement.Step();
        long epoch = statement.Int64(0);
        statement.Reset();
        return epoch;
    }
}

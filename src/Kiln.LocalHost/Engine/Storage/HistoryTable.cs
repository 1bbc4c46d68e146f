using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Histories: one row per turn.</summary>
internal static class HistoryTable
{
    /// <summary>Adds a turn.</summary>
    public static void Append(SqliteSession session, long key, int turn, ReadOnlySpan<byte> events) =>
        session.Statement("INSERT INTO history(row, events) VALUES (?1, ?2)").Bind(1, RowKey.Of(key, turn)).Bind(2, events).Execute();

    /// <summary>Reads all turns of an instance, and their size.</summary>
    public static (List<IReadOnlyList<HistoryEvent>> Turns, long Bytes) Read(SqliteSession session, long key)
    {
        List<IReadOnlyList<HistoryEvent>> turns = [];
        long bytes = 0;
        SqliteStatement statement = session
            .Statement("SELECT events FROM history WHERE row BETWEEN ?1 AND ?2 ORDER BY row")
            .Bind(1, RowKey.First(key)).Bind(2, RowKey.Last(key));
        while (statement.Step())
        {
            ReadOnlySpan<byte> events = statement.Blob(0);
            bytes += events.Length;
            turns.Add(HistoryCodec.Decode(events));
        }

        return (turns, bytes);
    }

    /// <summary>The first event of an instance's execution, or null when the instance is gone.</summary>
    public static ExecutionStarted? ReadStart(SqliteSession session, long key)
    {
        SqliteStatement statement = session.Statement("SELECT events FROM history WHERE row = ?1").Bind(1, RowKey.First(key));
        if (!statement.Step())
        {
            return null;
        }

        ExecutionStarted? start = HistoryCodec.Decode(statement.Blob(0)).FirstOrDefault() as ExecutionStarted;
        statement.Reset();
        return start;
    }

    /// <summary>Writes the first event of an instance's execution anew.</summary>
    public static void ReplaceStart(SqliteSession session, long key, ExecutionStarted start)
    {
        SqliteStatement statement = session.Statement("SELECT events FROM history WHERE row = ?1").Bind(1, RowKey.First(key));
        statement.Step();
        List<HistoryEvent> first = HistoryCodec.Decode(statement.Blob(0));
        statement.Reset();
        first[0] = start;
        session.Statement("UPDATE history SET events = ?2 WHERE row = ?1")
            .Bind(1, RowKey.First(key)).Bind(2, HistoryCodec.Encode(first)).Execute();
    }

    /// <summary>Removes the turns of an instance from number <paramref name="turn"/> on.</summary>
    public static void DeleteFrom(SqliteSession session, long key, int turn) =>
        session.Statement("DELETE FROM history WHERE row BETWEEN ?1 AND ?2").Bind(1, RowKey.Of(key, turn)).Bind(2, RowKey.Last(key)).Execute();

    /// <summary>Removes all turns of an instance.</summary>
    public static void DeleteAll(SqliteSession session, long key) => DeleteFrom(session, key, 0);
}

using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>What a database holds to be taken up again at the start of an engine.</summary>
/// <param name="Activities">Activity calls.</param>
/// <param name="Timers">Timers.</param>
/// <param name="Instances">Instances that have messages waiting, or were never run.</param>
/// <param name="LastKey">The highest instance key ever used.</param>
/// <param name="LastMessage">The highest message number in use.</param>
internal sealed record UnfinishedWork(
    List<(long Key, int Generation, int TaskId, string InstanceId)> Activities,
    List<(DateTime Due, long Key, int Generation, int TaskId)> Timers,
    List<long> Instances,
    long LastKey,
    long LastMessage)
{
    /// <summary>Reads it all.</summary>
    public static UnfinishedWork Read(SqliteSession session)
    {
        List<(long, int, int, string)> activities = [];
        SqliteStatement statement = session.Statement("SELECT w.row, w.generation, i.id FROM work w JOIN instances i ON i.key = w.row >> 24");
        while (statement.Step())
        {
            activities.Add((
                RowKey.KeyOf(statement.Int64(0)), (int)statement.Int64(1), RowKey.NumberOf(statement.Int64(0)), statement.Text(2)));
        }

        List<(DateTime, long, int, int)> timers = [];
        statement = session.Statement("SELECT row, generation, due FROM timers");
        while (statement.Step())
        {
            timers.Add((
                new DateTime(statement.Int64(2), DateTimeKind.Utc),
                RowKey.KeyOf(statement.Int64(0)),
                (int)statement.Int64(1),
                RowKey.NumberOf(statement.Int64(0))));
        }

        List<long> instances = [];
        statement = session.Statement("""
            SELECT DISTINCT key FROM inbox
            UNION SELECT key FROM instances WHERE completed IS NULL AND turns = 1
            """);
        while (statement.Step())
        {
            instances.Add(statement.Int64(0));
        }

        return new UnfinishedWork(
            activities,
            timers,
            instances,
            Maximum(session, "SELECT max(ifnull((SELECT max(key) FROM instances), 0), value) FROM meta WHERE name = 'last_key'"),
            Maximum(session, "SELECT max(id) FROM inbox"));
    }

    private static long Maximum(SqliteSession session, string sql)
    {
        SqliteStatement statement = session.Statement(sql);
        statement.Step();
        long value = statement.NullableInt64(0) ?? 0;
        statement.Reset();
        return value;
    }
}

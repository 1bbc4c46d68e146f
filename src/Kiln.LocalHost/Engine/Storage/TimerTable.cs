using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Timers that were set and whose firing no turn has taken yet.</summary>
internal static class TimerTable
{
    /// <summary>Adds a timer.</summary>
    public static void Insert(SqliteSession session, long key, int generation, int taskId, DateTime due) =>
        session.Statement("INSERT INTO timers(row, generation, due) VALUES (?1, ?2, ?3)")
            .Bind(1, RowKey.Of(key, taskId)).Bind(2, generation).Bind(3, due.Ticks).Execute();

    /// <summary>Removes a timer.</summary>
    public static void Delete(SqliteSession session, long key, int taskId) =>
        session.Statement("DELETE FROM timers WHERE row = ?1").Bind(1, RowKey.Of(key, taskId)).Execute();
}

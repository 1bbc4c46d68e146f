using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Activities that were called and whose result no turn has taken yet.</summary>
internal static class WorkTable
{
    /// <summary>Adds an activity call.</summary>
    public static void Insert(SqliteSession session, long key, int generation, int taskId, string name, string? input) =>
        session.Statement("INSERT INTO work(row, generation, name, input) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, RowKey.Of(key, taskId)).Bind(2, generation).Bind(3, name).Bind(4, input).Execute();

    /// <summary>Removes an activity call.</summary>
    public static void Delete(SqliteSession session, long key, int taskId) =>
        session.Statement("DELETE FROM work WHERE row = ?1").Bind(1, RowKey.Of(key, taskId)).Execute();

    /// <summary>Name and input of an activity call; null when it is no longer wanted.</summary>
    public static (string Name, string? Input)? Find(SqliteSession session, long key, int generation, int taskId)
    {
        SqliteStatement statement = session.Statement("SELECT name, input FROM work WHERE row = ?1 AND generation = ?2")
            .Bind(1, RowKey.Of(key, taskId)).Bind(2, generation);
        if (!statement.Step())
        {
            return null;
        }

        (string, string?) found = (statement.Text(0), statement.NullableText(1));
        statement.Reset();
        return found;
    }
}

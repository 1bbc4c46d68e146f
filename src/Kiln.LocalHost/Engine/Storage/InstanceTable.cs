using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Reads and writes of instance rows and of everything that belongs to one instance as a whole.</summary>
internal static class InstanceTable
{
    /// <summary>Adds an instance and the first turn of its history, which holds its start.</summary>
    public static void Insert(SqliteSession session, InstanceState state, DateTime created)
    {
        session.Statement("""
            INSERT INTO instances(key, id, name, status, generation, turns, created, updated, parent, tags)
            VALUES (?1, ?2, ?3, ?4, 0, 1, ?5, ?5, ?6, ?7)
            """)
            .Bind(1, state.Key).Bind(2, state.Id).Bind(3, state.Start.Name).Bind(4, (long)state.Status)
            .Bind(5, created.Ticks).Bind(6, state.Start.Parent?.Key).Bind(7, HistoryCodec.Encode(state.Start.Tags))
            .Execute();
        HistoryTable.Append(session, state.Key, 0, HistoryCodec.Encode([state.Start]));
        if (state.Start.StartAt is { } startAt)
        {
            TimerTable.Insert(session, state.Key, 0, RowKey.StartTimer, startAt);
        }
    }

    /// <summary>The instance of an ID, or null.</summary>
    public static InstanceHead? Find(SqliteSession session, string id)
    {
        SqliteStatement statement = session.Statement("SELECT key, name, status, completed FROM instances WHERE id = ?1").Bind(1, id);
        if (!statement.Step())
        {
            return null;
        }

        InstanceHead head = new(
            statement.Int64(0), statement.Text(1), (OrchestrationRuntimeStatus)statement.Int64(2), !statement.IsNull(3));
        statement.Reset();
        return head;
    }

    /// <summary>Records the outcome of a turn; false when the instance is not where the turn began, so that nothing may be written.</summary>
    public static bool Advance(
        SqliteSession session, InstanceState before, InstanceState after, (bool Changed, string? Value) customStatus, ExecutionCompleted? end)
    {
        SqliteStatement statement = end is null && !customStatus.Changed
            ? session.Statement("""
                UPDATE instances SET status = ?1, generation = ?2, turns = ?3, updated = ?4
                WHERE key = ?5 AND generation = ?6 AND turns = ?7
                """)
            : session.Statement("""
                UPDATE instances SET status = ?1, generation = ?2, turns = ?3, updated = ?4,
                    custom_status = iif(?8, ?9, custom_status), completed = ?10, output = ?11, failure = ?12
                WHERE key = ?5 AND generation = ?6 AND turns = ?7
                """)
                .Bind(8, customStatus.Changed ? 1 : 0).Bind(9, customStatus.Value)
                .Bind(10, end is null ? null : after.LastTurn.Ticks).Bind(11, end?.Result).Bind(12, HistoryCodec.Encode(end?.Failure));
        return statement
            .Bind(1, (long)after.Status).Bind(2, after.Generation).Bind(3, after.Turns).Bind(4, after.LastTurn.Ticks)
            .Bind(5, before.Key).Bind(6, before.Generation).Bind(7, before.Turns)
            .Execute() == 1;
    }

    /// <summary>Reads the state of an instance; null when it is gone.</summary>
    /// <exception cref="InvalidDataException">Its history has no beginning.</exception>
    public static InstanceState? Read(SqliteSession session, long key)
    {
        SqliteStatement statement = session
            .Statement("SELECT id, generation, turns, status, updated FROM instances WHERE key = ?1").Bind(1, key);
        if (!statement.Step())
        {
            return null;
        }

        string id = statement.Text(0);
        int generation = (int)statement.Int64(1);
        int turnCount = (int)statement.Int64(2);
        OrchestrationRuntimeStatus status = (OrchestrationRuntimeStatus)statement.Int64(3);
        DateTime updated = new(statement.Int64(4), DateTimeKind.Utc);
        statement.Reset();
        ExecutionStarted start = HistoryTable.ReadStart(session, key)
            ?? throw new InvalidDataException($"The history of instance '{id}' does not begin with its start.");
        return new InstanceState(key, id, generation, turnCount, status, updated, start);
    }

    /// <summary>Reads an instance and its inbox, as of one moment; null when it is gone.</summary>
    public static LoadedInstance? Load(SqliteSession session, long key)
    {
        session.Statement("BEGIN").Execute();
        try
        {
            return Read(session, key) is { } state ? new LoadedInstance(state, InboxTable.Read(session, key)) : null;
        }
        finally
        {
            session.ResetStatements();
            session.Statement("COMMIT").Execute();
        }
    }

    /// <summary>Makes a failed instance an unfinished one of fewer turns.</summary>
    public static void Rewind(SqliteSession session, InstanceState rewound)
    {
        session.Statement("""
            UPDATE instances SET status = ?2, generation = ?3, turns = ?4, updated = ?5, completed = NULL, output = NULL, failure = NULL
            WHERE key = ?1
            """)
            .Bind(1, rewound.Key).Bind(2, (long)rewound.Status).Bind(3, rewound.Generation).Bind(4, rewound.Turns)
            .Bind(5, rewound.LastTurn.Ticks).Execute();
        HistoryTable.DeleteFrom(session, rewound.Key, rewound.Turns);
        HistoryTable.ReplaceStart(session, rewound.Key, rewound.Start);
    }

    /// <summary>The output of an instance, serialised; null for none.</summary>
    public static string? Output(SqliteSession session, long key)
    {
        SqliteStatement statement = session.Statement("SELECT output FROM instances WHERE key = ?1").Bind(1, key);
        string? output = statement.Step() ? statement.NullableText(0) : null;
        statement.Reset();
        return output;
    }

    /// <summary>True when the instance exists and is not finished.</summary>
    public static bool IsUnfinished(SqliteSession session, long key)
    {
        SqliteStatement statement = session.Statement("SELECT 1 FROM instances WHERE key = ?1 AND completed IS NULL").Bind(1, key);
        bool found = statement.Step();
        statement.Reset();
        return found;
    }

    /// <summary>Fails an instance whose history cannot be read, and answers its ID; null when it is gone or finished.</summary>
    public static string? FailUnloaded(SqliteSession session, long key, DateTime now, ExecutionCompleted end)
    {
        SqliteStatement statement = session.Statement("""
            UPDATE instances SET status = ?2, updated = ?3, completed = ?3, failure = ?4 WHERE key = ?1 AND completed IS NULL RETURNING id
            """).Bind(1, key).Bind(2, (long)end.Status).Bind(3, now.Ticks).Bind(4, HistoryCodec.Encode(end.Failure));
        string? id = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        DeleteOpenWork(session, key);
        return id;
    }

    /// <summary>Removes an instance and all that belongs to it; answers how many there were, 0 or 1.</summary>
    public static int Delete(SqliteSession session, long key)
    {
        DeleteOpenWork(session, key);
        HistoryTable.DeleteAll(session, key);
        session.Statement("DELETE FROM inbox WHERE key = ?1").Bind(1, key).Execute();
        int deleted = session.Statement("DELETE FROM instances WHERE key = ?1").Bind(1, key).Execute();

        // A key is never used twice: a child that outlives its parent must not report to a stranger.
        session.Statement("UPDATE meta SET value = max(value, ?1) WHERE name = 'last_key'").Bind(1, key).Execute();
        return deleted;
    }

    /// <summary>Removes the activities and timers of an instance.</summary>
    public static void DeleteOpenWork(SqliteSession session, long key)
    {
        session.Statement("DELETE FROM work WHERE row BETWEEN ?1 AND ?2").Bind(1, RowKey.First(key)).Bind(2, RowKey.Last(key)).Execute();
        session.Statement("DELETE FROM timers WHERE row BETWEEN ?1 AND ?2").Bind(1, RowKey.First(key)).Bind(2, RowKey.Last(key)).Execute();
    }

    /// <summary>Keys of the children of an instance that are not finished.</summary>
    public static List<long> UnfinishedChildren(SqliteSession session, long key) =>
        Children(session, key, "SELECT key FROM instances WHERE parent = ?1 AND completed IS NULL");

    /// <summary>Keys of all children of an instance.</summary>
    public static List<long> Children(SqliteSession session, long key) =>
        Children(session, key, "SELECT key FROM instances WHERE parent = ?1");

    private static List<long> Children(SqliteSession session, long key, string sql)
    {
        List<long> children = [];
        SqliteStatement statement = session.Statement(sql).Bind(1, key);
        while (statement.Step())
        {
            children.Add(statement.Int64(0));
        }

        return children;
    }
}

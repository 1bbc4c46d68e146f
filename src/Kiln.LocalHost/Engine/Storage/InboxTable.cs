using System.Buffers.Binary;
using Kiln.LocalHost.Engine.History;
using Kiln.LocalHost.Sqlite;

namespace Kiln.LocalHost.Engine.Storage;

/// <summary>Messages that were accepted and that no turn has taken yet.</summary>
internal static class InboxTable
{
    /// <summary>The generation of a message that goes to whatever execution is current.</summary>
    public const int AnyGeneration = -1;

    /// <summary>Adds a message.</summary>
    /// <param name="session">The writer's session.</param>
    /// <param name="id">A number higher than any used before.</param>
    /// <param name="key">The receiving instance.</param>
    /// <param name="historyEvent">What comes in.</param>
    /// <param name="generation">The only execution that may take it, or <see cref="AnyGeneration"/>.</param>
    public static void Insert(SqliteSession session, long id, long key, HistoryEvent historyEvent, int generation)
    {
        byte[] json = HistoryCodec.Encode(historyEvent);
        byte[] message = new byte[sizeof(int) + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, generation);
        json.CopyTo(message, sizeof(int));
        session.Statement("INSERT INTO inbox(id, key, event) VALUES (?1, ?2, ?3)").Bind(1, id).Bind(2, key).Bind(3, message).Execute();
    }

    /// <summary>Removes a message.</summary>
    public static void Delete(SqliteSession session, long id) =>
        session.Statement("DELETE FROM inbox WHERE id = ?1").Bind(1, id).Execute();

    /// <summary>Reads the messages of an instance, oldest first.</summary>
    public static List<(long Id, HistoryEvent Event, int Generation)> Read(SqliteSession session, long key)
    {
        List<(long Id, HistoryEvent Event, int Generation)> messages = [];
        SqliteStatement statement = session.Statement("SELECT id, event FROM inbox WHERE key = ?1 ORDER BY id").Bind(1, key);
        while (statement.Step())
        {
            ReadOnlySpan<byte> message = statement.Blob(1);
            messages.Add((
                statement.Int64(0),
                HistoryCodec.DecodeOne(message[sizeof(int)..]),
                BinaryPrimitives.ReadInt32LittleEndian(message)));
        }

        return messages;
    }
}

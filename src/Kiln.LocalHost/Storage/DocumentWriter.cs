using System.Collections.ObjectModel;
using Kiln.LocalHost.Sqlite;
using Kiln.Storage.Documents;

namespace Kiln.LocalHost.Storage;

/// <summary>
/// The writes of the document store, each inside a transaction of the writer's thread: condition, body, row and index terms change
/// together or not at all.
/// </summary>
internal static class DocumentWriter
{
    /// <summary>Writes a document when the condition holds; answers its ETag, or null when it did not hold.</summary>
    public static string? Put(SqliteSession session, string key, DocumentWrite write, WriteCondition condition)
    {
        (long Version, string Metadata)? current = Find(session, key);
        bool holds = condition switch
        {
            { MustBeAbsent: true } => current is null,
            { ETag: { } etag } => current is { } stored && DocumentVersion.ToETag(stored.Version) == etag,
            _ => true,
        };
        if (!holds)
        {
            return null;
        }

        string metadata = MetadataText.Format(write.Metadata);
        long version = InsertBody(session, write.Body.Span);
        if (current is { } old)
        {
            DeleteBody(session, old.Version);
            session.Statement("UPDATE documents SET version = ?2, metadata = ?3 WHERE key = ?1")
                .Bind(1, key).Bind(2, version).Bind(3, metadata).Execute();
            if (old.Metadata != metadata)
            {
                ChangeTerms(session, key, MetadataText.Parse(old.Metadata), write.Metadata);
            }
        }
        else
        {
            session.Statement("INSERT INTO documents(key, version, metadata) VALUES (?1, ?2, ?3)")
                .Bind(1, key).Bind(2, version).Bind(3, metadata).Execute();
            ChangeTerms(session, key, ReadOnlyDictionary<string, string>.Empty, write.Metadata);
        }

        return DocumentVersion.ToETag(version);
    }

    /// <summary>Deletes a document; false when it is absent or has another ETag than the one given.</summary>
    public static bool Delete(SqliteSession session, string key, string? ifMatch)
    {
        if (Find(session, key) is not { } current || (ifMatch is not null && DocumentVersion.ToETag(current.Version) != ifMatch))
        {
            return false;
        }

        DeleteBody(session, current.Version);
        session.Statement("DELETE FROM documents WHERE key = ?1").Bind(1, key).Execute();
        ChangeTerms(session, key, MetadataText.Parse(current.Metadata), ReadOnlyDictionary<string, string>.Empty);
        return true;
    }

    private static (long Version, string Metadata)? Find(SqliteSession session, string key)
    {
        SqliteStatement select = session.Statement("SELECT version, metadata FROM documents WHERE key = ?1").Bind(1, key);
        if (!select.Step())
        {
            return null;
        }

        (long, string) found = (select.Int64(0), select.Text(1));
        select.Reset();
        return found;
    }

    private static long InsertBody(SqliteSession session, ReadOnlySpan<byte> body)
    {
        SqliteStatement insert = session.Statement("INSERT INTO bodies(body) VALUES (?1) RETURNING version").Bind(1, body);
        insert.Step();
        long version = insert.Int64(0);
        insert.Execute();
        return version;
    }

    private static void DeleteBody(SqliteSession session, long version) =>
        session.Statement("DELETE FROM bodies WHERE version = ?1").Bind(1, version).Execute();

    private static void ChangeTerms(
        SqliteSession session, string key, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        foreach ((string name, string value) in before)
        {
            if (!after.TryGetValue(name, out string? kept) || kept != value)
            {
                session.Statement("DELETE FROM terms WHERE name = ?1 AND value = ?2 AND key = ?3")
                    .Bind(1, name).Bind(2, value).Bind(3, key).Execute();
            }
        }

        foreach ((string name, string value) in after)
        {
            if (!before.TryGetValue(name, out string? had) || had != value)
            {
                session.Statement("INSERT INTO terms(name, value, key) VALUES (?1, ?2, ?3)")
                    .Bind(1, name).Bind(2, value).Bind(3, key).Execute();
            }
        }
    }
}

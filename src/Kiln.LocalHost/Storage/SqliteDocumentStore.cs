using Kiln.LocalHost.Sqlite;
using Kiln.Storage;
using Kiln.Storage.Documents;

namespace Kiln.LocalHost.Storage;

/// <summary>Documents in one SQLite file: writes share flushes to disk through the group-commit writer, reads run beside them.</summary>
internal sealed class SqliteDocumentStore : IDocumentStore, IAsyncDisposable
{
    private readonly SqliteDatabase _database;
    private readonly GroupCommitWriter _writer;

    /// <param name="path">Path of the database file; its directory must exist.</param>
    public SqliteDocumentStore(string path)
    {
        _database = DocumentDatabase.Open(path);
        _writer = new GroupCommitWriter(_database);
    }

    /// <inheritdoc/>
    public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        StorageName.Require(key);
        return Task.FromResult(_database.Read(key, static (session, key) =>
        {
            SqliteStatement select = session.Statement(
                "SELECT version, metadata, body FROM documents JOIN bodies USING (version) WHERE key = ?1").Bind(1, key);
            if (!select.Step())
            {
                return null;
            }

            StoredDocument document = new(
                key, select.Blob(2).ToArray(), DocumentVersion.ToETag(select.Int64(0)), MetadataText.Parse(select.Text(1)));
            select.Reset();
            return document;
        }));
    }

    /// <inheritdoc/>
    public Task<string?> PutAsync(
        string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default)
    {
        StorageName.Require(key);
        ArgumentNullException.ThrowIfNull(write);
        DocumentMetadata.Require(write.Metadata);
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.WriteAsync((Key: key, Write: write, Condition: condition), static (session, state) =>
            DocumentWriter.Put(session, state.Key, state.Write, state.Condition));
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        StorageName.Require(key);
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.WriteAsync((Key: key, IfMatch: ifMatch), static (session, state) =>
            DocumentWriter.Delete(session, state.Key, state.IfMatch));
    }

    /// <inheritdoc/>
    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default)
    {
        DocumentRange range = DocumentRange.Of(query);
        return Task.FromResult(_database.Read((query, range), static (session, state) =>
            DocumentReader.List(session, state.query, state.range)));
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default)
    {
        DocumentRange range = DocumentRange.Of(query with { ContinuationToken = null });
        return Task.FromResult(_database.Read((query, range), static (session, state) =>
            DocumentReader.Count(session, state.query, state.range)));
    }

    public async ValueTask DisposeAsync()
    {
        // Readers first: the last connection to close folds the log back into the file, which only the writer's can.
        _database.Dispose();
        await _writer.DisposeAsync();
    }
}

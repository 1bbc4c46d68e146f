using Kiln.LocalHost.Sqlite;
using Kiln.Storage;
using Kiln.Storage.Documents;

namespace Kiln.LocalHost.Storage;

/// <summary>Documents in one SQLite file: writes share flushes to disk through the group-commit writer, reads run beside them.</summary>
internal sealed class SqliteDocumentStore : IDocumentStore, IAsyncDisposable
{
    private const int MostResident = 1_000_000;

    private readonly SqliteDatabase _database;
    private readonly GroupCommitWriter _writer;
    private readonly ResidentListing _resident;

    /// <param name="path">Path of the database file; its directory must exist.</param>
    /// <param name="residentKinds">Kinds of documents that are listed with every write; their listings are kept in memory.</param>
    /// <param name="mostResident">The most documents of these kinds that are kept so.</param>
    public SqliteDocumentStore(string path, IReadOnlyCollection<string>? residentKinds = null, int mostResident = MostResident)
    {
        _database = DocumentDatabase.Open(path);
        _resident = new ResidentListing(_database, residentKinds ?? [], mostResident);
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
        return _writer.WriteAsync(
            (Key: key, Write: write, Condition: condition),
            static (session, state) => DocumentWriter.Put(session, state.Key, state.Write, state.Condition),
            _resident.Holds(key) ? Follow : null);

        void Follow(string? etag)
        {
            if (etag is not null)
            {
                _resident.Put(key, etag, write.Metadata);
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        StorageName.Require(key);
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.WriteAsync(
            (Key: key, IfMatch: ifMatch),
            static (session, state) => DocumentWriter.Delete(session, state.Key, state.IfMatch),
            _resident.Holds(key) ? Follow : null);

        void Follow(bool deleted)
        {
            if (deleted)
            {
                _resident.Remove(key);
            }
        }
    }

    /// <inheritdoc/>
    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default)
    {
        DocumentRange range = DocumentRange.Of(query);
        return Task.FromResult(_resident.List(query, range) ?? _database.Read((query, range), static (session, state) =>
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

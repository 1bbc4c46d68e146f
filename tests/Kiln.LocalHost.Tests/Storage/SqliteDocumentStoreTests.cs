using System.Text;
using Kiln.LocalHost.Sqlite;
using Kiln.LocalHost.Storage;
using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Contract;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class SqliteDocumentStoreTests : DocumentStoreContract
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteDocumentStore _store = null!;

    private string Database => _directory.Place("documents.db");

    public override async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_was_written_is_there_after_the_store_is_opened_again()
    {
        string? etag = await _store.PutAsync("org/a", new DocumentWrite("1"u8.ToArray()), WriteCondition.Absent);
        await _store.DisposeAsync();

        _store = new SqliteDocumentStore(Database);

        StoredDocument read = (await _store.GetAsync("org/a"))!;
        Assert.Equal(("1", etag), (Encoding.UTF8.GetString(read.Body.Span), read.ETag));
    }

    [Fact]
    public async Task An_etag_is_not_given_out_again_after_a_deletion_and_a_restart()
    {
        string first = (await _store.PutAsync("org/a", new DocumentWrite("1"u8.ToArray()), WriteCondition.Absent))!;
        await _store.DeleteAsync("org/a");
        await _store.DisposeAsync();
        _store = new SqliteDocumentStore(Database);

        string second = (await _store.PutAsync("org/a", new DocumentWrite("1"u8.ToArray()), WriteCondition.Absent))!;

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_database_of_a_later_release_is_refused_and_left_alone()
    {
        await _store.DisposeAsync();
        using (SqliteDatabase database = new(Database))
        using (SqliteSession session = database.OpenWriter())
        {
            session.Script("PRAGMA user_version = 99");
        }

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => new SqliteDocumentStore(Database));

        Assert.Contains("version 99", refusal.Message, StringComparison.Ordinal);
        _store = new SqliteDocumentStore(_directory.Place("other.db"));
    }

    [Fact]
    public async Task A_file_that_is_damaged_or_somebody_elses_is_refused_and_left_alone()
    {
        await _store.DisposeAsync();
        byte[] sound = await File.ReadAllBytesAsync(Database);
        string damaged = _directory.Place("damaged.db");
        await File.WriteAllBytesAsync(damaged, [.. sound.AsSpan(0, 4096), .. new byte[sound.Length - 4096]]);
        string foreign = _directory.Place("foreign.db");
        using (SqliteDatabase database = new(foreign))
        using (SqliteSession session = database.OpenWriter())
        {
            session.Script("CREATE TABLE recipes(name TEXT)");
        }

        foreach (string path in (string[])[damaged, foreign])
        {
            byte[] before = await File.ReadAllBytesAsync(path);
            Assert.Throws<InvalidDataException>(() => new SqliteDocumentStore(path));
            Assert.Equal(before, await File.ReadAllBytesAsync(path));
        }

        _store = new SqliteDocumentStore(_directory.Place("other.db"));
    }

    protected override Task<IDocumentStore> CreateAsync() =>
        Task.FromResult<IDocumentStore>(_store = new SqliteDocumentStore(Database));
}

using Kiln.LocalHost.Storage;
using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Contract;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class SqliteDocumentListingTests : DocumentListingContract
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteDocumentStore _store = null!;

    public override async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    protected override Task<IDocumentStore> CreateAsync() =>
        Task.FromResult<IDocumentStore>(_store = new SqliteDocumentStore(_directory.Place("documents.db")));
}

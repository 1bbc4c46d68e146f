using Kiln.LocalHost.Storage;
using Kiln.Storage.Documents;
using Kiln.Storage.Tests.Contract;

namespace Kiln.LocalHost.Tests.Storage;

/// <summary>Listings that are answered from memory, held to the contract of all listings.</summary>
public sealed class ResidentListingTests : DocumentListingContract
{
    private const string Kind = "queue";
    private const string Other = "jobs";

    private readonly TemporaryDirectory _directory = new();
    private SqliteDocumentStore _store = null!;

    public override async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_listing_is_read_at_opening_for_every_organisation()
    {
        string[] organisations = ["a", "a-b", "a.b", "a0", "ab", "b"];
        foreach (string organisation in organisations)
        {
            await PutAsync(_store, $"{organisation}/{Other}/1");
            await PutAsync(_store, $"{organisation}/{Kind}/1", ("of", organisation));
            await PutAsync(_store, $"{organisation}/{Kind}/2");
            await PutAsync(_store, $"{organisation}/{Kind}-not/1");
        }

        Dictionary<string, IReadOnlyList<DocumentListItem>> before = [];
        foreach (string organisation in organisations)
        {
            before[organisation] = (await _store.ListAsync($"{organisation}/{Kind}/", 10)).Items;
        }

        await ReopenAsync();

        foreach (string organisation in organisations)
        {
            IReadOnlyList<DocumentListItem> after = (await _store.ListAsync($"{organisation}/{Kind}/", 10)).Items;
            Assert.Equal([$"{organisation}/{Kind}/1", $"{organisation}/{Kind}/2"], after.Select(item => item.Key));
            Assert.Equal(before[organisation].Select(item => item.ETag), after.Select(item => item.ETag));
            Assert.Equal(organisation, after[0].Metadata["of"]);
        }
    }

    [Fact]
    public async Task Writes_that_did_not_hold_change_no_listing()
    {
        string key = $"org/{Kind}/1";
        await PutAsync(_store, key, ("state", "old"));

        Assert.Null(await _store.PutAsync(key, Write(("state", "new")), WriteCondition.Absent));
        Assert.Null(await _store.PutAsync(key, Write(("state", "new")), WriteCondition.Matches("0")));
        Assert.False(await _store.DeleteAsync(key, "0"));

        DocumentListItem item = Assert.Single((await _store.ListAsync($"org/{Kind}/", 10)).Items);
        Assert.Equal("old", item.Metadata["state"]);
        Assert.Equal((await _store.GetAsync(key))!.ETag, item.ETag);
    }

    [Fact]
    public async Task What_a_caller_does_with_its_metadata_afterwards_changes_no_listing()
    {
        Dictionary<string, string> metadata = new() { ["state"] = "old" };
        await _store.PutAsync($"org/{Kind}/1", new DocumentWrite("{}"u8.ToArray(), metadata), WriteCondition.Always);

        metadata["state"] = "new";

        Assert.Equal("old", Assert.Single((await _store.ListAsync($"org/{Kind}/", 10)).Items).Metadata["state"]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task More_documents_than_are_kept_are_listed_from_the_database(int most)
    {
        await ReopenAsync(most);
        string[] keys = [.. Enumerable.Range(0, 5).Select(number => $"org/{Kind}/{number}")];
        foreach (string key in keys)
        {
            await PutAsync(_store, key);
        }

        await _store.DeleteAsync(keys[1]);
        Assert.Equal(keys.Where(key => key != keys[1]), (await _store.ListAsync($"org/{Kind}/", 10)).Items.Select(item => item.Key));

        await ReopenAsync(most);
        await _store.DeleteAsync(keys[4]);
        Assert.Equal([keys[0], keys[2], keys[3]], (await _store.ListAsync($"org/{Kind}/", 10)).Items.Select(item => item.Key));
    }

    protected override Task<IDocumentStore> CreateAsync()
    {
        _store = new SqliteDocumentStore(_directory.Place("documents.db"), [Kind]);
        return Task.FromResult<IDocumentStore>(new WithinKind(_store));
    }

    private static DocumentWrite Write(params (string Name, string Value)[] metadata) =>
        new("{}"u8.ToArray(), metadata.ToDictionary(pair => pair.Name, pair => pair.Value));

    private static Task<string?> PutAsync(SqliteDocumentStore store, string key, params (string Name, string Value)[] metadata) =>
        store.PutAsync(key, Write(metadata), WriteCondition.Always);

    private async Task ReopenAsync(int most = 100)
    {
        await _store.DisposeAsync();
        _store = new SqliteDocumentStore(_directory.Place("documents.db"), [Kind], most);
    }

    /// <summary>Puts every key under the kind whose listings are kept.</summary>
    private sealed class WithinKind(SqliteDocumentStore store) : IDocumentStore
    {
        private const string Place = $"any/{Kind}/";

        public async Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default) =>
            await store.GetAsync(Place + key, cancellationToken);

        public Task<string?> PutAsync(
            string key, DocumentWrite write, WriteCondition condition, CancellationToken cancellationToken = default) =>
            store.PutAsync(Place + key, write, condition, cancellationToken);

        public Task<bool> DeleteAsync(string key, string? ifMatch = null, CancellationToken cancellationToken = default) =>
            store.DeleteAsync(Place + key, ifMatch, cancellationToken);

        public async Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellationToken = default)
        {
            DocumentPage page = await store.ListAsync(Placed(query), cancellationToken);
            return page with { Items = [.. page.Items.Select(item => item with { Key = item.Key[Place.Length..] })] };
        }

        public Task<long> CountAsync(DocumentQuery query, CancellationToken cancellationToken = default) =>
            store.CountAsync(Placed(query), cancellationToken);

        private static DocumentQuery Placed(DocumentQuery query) => query with
        {
            Prefix = Place + query.Prefix,
            After = query.After is null ? null : Place + query.After,
            UpTo = query.UpTo is null ? null : Place + query.UpTo,
        };
    }
}

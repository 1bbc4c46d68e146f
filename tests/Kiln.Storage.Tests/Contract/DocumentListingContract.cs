using Kiln.Storage.Documents;

namespace Kiln.Storage.Tests.Contract;

/// <summary>What every document store owes those who list.</summary>
public abstract class DocumentListingContract : IAsyncLifetime
{
    private static readonly string[] Words = ["queued", "running", "done"];
    private IDocumentStore _store = null!;

    public async Task InitializeAsync() => _store = await CreateAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_listing_holds_the_prefix_alone_in_ordinal_order()
    {
        foreach (string key in new[] { "org/b", "org/B", "org/a/z", "org/a-z", "org/a.z", "org/a0", "orgx/a", "other/a" })
        {
            await PutAsync(key);
        }

        Assert.Equal(["org/B", "org/a-z", "org/a.z", "org/a/z", "org/a0", "org/b"], await KeysAsync(new DocumentQuery("org/", 3)));
        Assert.Equal(["org/a/z"], await KeysAsync(new DocumentQuery("org/a/", 3)));
        Assert.Empty(await KeysAsync(new DocumentQuery("nobody/", 3)));
    }

    [Fact]
    public async Task A_listed_item_has_the_etag_and_metadata_of_the_document()
    {
        await PutAsync("org/a", ("status", "queued"), ("priority", "5"));
        StoredDocument document = (await _store.GetAsync("org/a"))!;

        DocumentListItem item = Assert.Single((await _store.ListAsync("org/", 10)).Items);

        Assert.Equal(document.ETag, item.ETag);
        Assert.Equal(document.Metadata.ToDictionary(), item.Metadata.ToDictionary());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(100)]
    public async Task Pages_join_to_the_whole_without_gap_or_repeat(int pageSize)
    {
        string[] keys = await FillAsync(20);

        Assert.Equal(keys, await KeysAsync(new DocumentQuery("org/", pageSize)));
    }

    [Fact]
    public async Task Paging_goes_on_rightly_while_documents_come_and_go()
    {
        string[] keys = await FillAsync(10);
        DocumentPage first = await _store.ListAsync("org/", 4);
        await PutAsync("org/0000-before");
        await _store.DeleteAsync(keys[3]);
        await _store.DeleteAsync(keys[5]);

        IEnumerable<string> rest = await KeysAsync(new DocumentQuery("org/", 4) { ContinuationToken = first.ContinuationToken });

        Assert.Equal(keys[..4], first.Items.Select(item => item.Key));
        Assert.Equal([keys[4], .. keys[6..]], rest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public async Task A_condition_on_metadata_leaves_out_the_rest(int pageSize)
    {
        string[] keys = await FillAsync(20);
        DocumentQuery running = new("org/", pageSize) { Where = new Dictionary<string, string> { ["status"] = "running" } };
        DocumentQuery runningOdd = running with { Where = new Dictionary<string, string> { ["status"] = "running", ["odd"] = "1" } };

        Assert.Equal(keys.Where((_, index) => index % 3 == 1), await KeysAsync(running));
        Assert.Equal(keys.Where((_, index) => index % 3 == 1 && index % 2 == 1), await KeysAsync(runningOdd));
        Assert.Empty(await KeysAsync(running with { Where = new Dictionary<string, string> { ["status"] = "none" } }));
        Assert.Empty(await KeysAsync(running with { Where = new Dictionary<string, string> { ["unknown"] = "running" } }));
    }

    [Fact]
    public async Task A_condition_sees_the_newest_metadata()
    {
        await PutAsync("org/a", ("status", "queued"));
        await PutAsync("org/a", ("status", "running"));
        await PutAsync("org/b", ("status", "queued"));
        await _store.DeleteAsync("org/b");

        Assert.Empty(await KeysAsync(Status("queued")));
        Assert.Equal(["org/a"], await KeysAsync(Status("running")));
    }

    [Fact]
    public async Task Bounds_and_a_skip_narrow_the_listing()
    {
        string[] keys = await FillAsync(20);

        Assert.Equal(keys[6..], await KeysAsync(new DocumentQuery("org/", 3) { After = keys[5] }));
        Assert.Equal(keys[4..], await KeysAsync(new DocumentQuery("org/", 3) { Skip = 4 }));
        Assert.Equal(keys[9..], await KeysAsync(new DocumentQuery("org/", 3) { After = keys[5], Skip = 3 }));
        Assert.Equal(keys[..6], await KeysAsync(new DocumentQuery("org/", 3) { UpTo = keys[5] }));
        Assert.Equal(keys[3..6], await KeysAsync(new DocumentQuery("org/", 2) { After = keys[2], UpTo = keys[5] + "-" }));
        Assert.Equal(keys, await KeysAsync(new DocumentQuery("org/", 7) { UpTo = "zzz" }));
        Assert.Empty(await KeysAsync(new DocumentQuery("org/", 3) { Skip = 20 }));
        Assert.Equal(
            keys.Where((_, index) => index % 3 == 0).Skip(2),
            await KeysAsync(Status("queued") with { Skip = 2 }));
    }

    [Fact]
    public async Task A_count_agrees_with_the_listing()
    {
        string[] keys = await FillAsync(20);

        Assert.Equal(20, await _store.CountAsync(new DocumentQuery("org/", 1)));
        Assert.Equal(14, await _store.CountAsync(new DocumentQuery("org/", 1) { After = keys[5] }));
        Assert.Equal(6, await _store.CountAsync(new DocumentQuery("org/", 1) { UpTo = keys[5] }));
        Assert.Equal(7, await _store.CountAsync(Status("running")));
        Assert.Equal(2, await _store.CountAsync(Status("running") with { UpTo = keys[5] }));
        Assert.Equal(0, await _store.CountAsync(new DocumentQuery("nobody/", 1)));
    }

    [Fact]
    public async Task A_foreign_continuation_token_is_an_error()
    {
        await FillAsync(3);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.ListAsync("org/", 2, "not a token"));
    }

    protected abstract Task<IDocumentStore> CreateAsync();

    private static DocumentQuery Status(string word) =>
        new("org/", 2) { Where = new Dictionary<string, string> { ["status"] = word } };

    private async Task<string[]> FillAsync(int count)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(index => $"org/jobs/{index:d4}")];
        await Task.WhenAll(keys.Select((key, index) => PutAsync(key, ("status", Words[index % 3]), ("odd", $"{index % 2}"))));
        return keys;
    }

    private Task<string?> PutAsync(string key, params (string Name, string Value)[] metadata) => _store.PutAsync(
        key, new DocumentWrite("{}"u8.ToArray(), metadata.ToDictionary(pair => pair.Name, pair => pair.Value)), WriteCondition.Always);

    private async Task<List<string>> KeysAsync(DocumentQuery query)
    {
        List<string> keys = [];
        do
        {
            DocumentPage page = await _store.ListAsync(query);
            Assert.InRange(page.Items.Count, 0, query.PageSize);
            keys.AddRange(page.Items.Select(item => item.Key));
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);
        return keys;
    }
}

using System.Text;
using Kiln.Storage.Documents;

namespace Kiln.Storage.Tests.Contract;

/// <summary>What every document store owes its callers; each adapter's tests derive from this.</summary>
public abstract class DocumentStoreContract : IAsyncLifetime
{
    private IDocumentStore _store = null!;

    public async Task InitializeAsync() => _store = await CreateAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_absent_document_is_null()
    {
        Assert.Null(await _store.GetAsync("org/jobs/none"));
    }

    [Fact]
    public async Task A_written_document_is_read_back_with_body_etag_and_metadata()
    {
        string? etag = await _store.PutAsync("org/jobs/1", Write("{\"name\":\"Würfel\"}", ("status", "queued"), ("a_1", "x = y; z")), WriteCondition.Absent);

        StoredDocument? read = await _store.GetAsync("org/jobs/1");

        Assert.NotNull(read);
        Assert.Equal("org/jobs/1", read.Key);
        Assert.Equal("{\"name\":\"Würfel\"}", Encoding.UTF8.GetString(read.Body.Span));
        Assert.Equal(etag, read.ETag);
        Assert.Equal(new Dictionary<string, string> { ["status"] = "queued", ["a_1"] = "x = y; z" }, read.Metadata.ToDictionary());
    }

    [Fact]
    public async Task A_write_replaces_body_and_metadata_whole()
    {
        string? first = await _store.PutAsync("org/a", Write("1", ("status", "queued"), ("type", "x")), WriteCondition.Always);
        string? second = await _store.PutAsync("org/a", Write("2", ("status", "done")), WriteCondition.Always);

        StoredDocument? read = await _store.GetAsync("org/a");

        Assert.NotEqual(first, second);
        Assert.Equal("2", Encoding.UTF8.GetString(read!.Body.Span));
        Assert.Equal(new Dictionary<string, string> { ["status"] = "done" }, read.Metadata.ToDictionary());
    }

    [Fact]
    public async Task A_write_of_something_absent_is_refused_when_it_is_there()
    {
        await _store.PutAsync("org/a", Write("1"), WriteCondition.Absent);

        Assert.Null(await _store.PutAsync("org/a", Write("2"), WriteCondition.Absent));
        Assert.Equal("1", await ReadAsync("org/a"));
    }

    [Fact]
    public async Task A_write_over_a_version_is_refused_once_it_has_changed()
    {
        string first = (await _store.PutAsync("org/a", Write("1"), WriteCondition.Absent))!;

        string? second = await _store.PutAsync("org/a", Write("2"), WriteCondition.Matches(first));

        Assert.NotNull(second);
        Assert.Null(await _store.PutAsync("org/a", Write("3"), WriteCondition.Matches(first)));
        Assert.Equal("2", await ReadAsync("org/a"));
    }

    [Fact]
    public async Task A_write_over_a_version_is_refused_when_the_document_is_gone_or_was_made_anew()
    {
        string first = (await _store.PutAsync("org/a", Write("1"), WriteCondition.Absent))!;
        await _store.DeleteAsync("org/a");

        Assert.Null(await _store.PutAsync("org/a", Write("2"), WriteCondition.Matches(first)));

        await _store.PutAsync("org/a", Write("1"), WriteCondition.Absent);
        Assert.Null(await _store.PutAsync("org/a", Write("3"), WriteCondition.Matches(first)));
    }

    [Fact]
    public async Task Of_many_racing_creations_one_wins()
    {
        string?[] etags = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            writer => Task.Run(() => _store.PutAsync("org/race", Write($"{writer}"), WriteCondition.Absent))));

        int winner = Assert.Single(Enumerable.Range(0, 20), writer => etags[writer] is not null);
        Assert.Equal($"{winner}", await ReadAsync("org/race"));
    }

    [Fact]
    public async Task No_increment_is_lost_when_writers_race_over_versions()
    {
        await _store.PutAsync("org/counter", Write("0"), WriteCondition.Absent);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int done = 0; done < 5;)
            {
                StoredDocument read = (await _store.GetAsync("org/counter"))!;
                string next = $"{int.Parse(Encoding.UTF8.GetString(read.Body.Span), null) + 1}";
                done += await _store.PutAsync("org/counter", Write(next), WriteCondition.Matches(read.ETag)) is null ? 0 : 1;
            }
        })));

        Assert.Equal("40", await ReadAsync("org/counter"));
    }

    [Fact]
    public async Task Deleting_says_whether_there_was_something()
    {
        await _store.PutAsync("org/a", Write("1", ("status", "x")), WriteCondition.Always);

        Assert.True(await _store.DeleteAsync("org/a"));
        Assert.False(await _store.DeleteAsync("org/a"));
        Assert.Null(await _store.GetAsync("org/a"));
        Assert.Empty((await _store.ListAsync("org/", 10)).Items);
    }

    [Fact]
    public async Task Deleting_a_version_is_refused_once_it_has_changed()
    {
        string first = (await _store.PutAsync("org/a", Write("1"), WriteCondition.Always))!;
        string second = (await _store.PutAsync("org/a", Write("2"), WriteCondition.Always))!;

        Assert.False(await _store.DeleteAsync("org/a", first));
        Assert.True(await _store.DeleteAsync("org/a", second));
        Assert.False(await _store.DeleteAsync("org/a", second));
    }

    [Fact]
    public async Task A_large_document_comes_back_whole()
    {
        string text = string.Create(3_000_000, 0, (span, _) => span.Fill('x'));
        await _store.PutAsync("org/large", Write($"\"{text}\""), WriteCondition.Absent);

        Assert.Equal($"\"{text}\"", await ReadAsync("org/large"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("a/.")]
    [InlineData("a./b")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("ä")]
    [InlineData("a%2Fb")]
    public async Task A_malformed_key_is_an_error(string key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.GetAsync(key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.PutAsync(key, Write("1"), WriteCondition.Always));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.DeleteAsync(key));
    }

    protected abstract Task<IDocumentStore> CreateAsync();

    private static DocumentWrite Write(string body, params (string Name, string Value)[] metadata) =>
        new(Encoding.UTF8.GetBytes(body), metadata.ToDictionary(pair => pair.Name, pair => pair.Value));

    private async Task<string> ReadAsync(string key) => Encoding.UTF8.GetString((await _store.GetAsync(key))!.Body.Span);
}

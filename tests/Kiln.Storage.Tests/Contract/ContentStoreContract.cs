using System.Security.Cryptography;
using Kiln.Storage.Content;

namespace Kiln.Storage.Tests.Contract;

/// <summary>What every content store owes its callers; each adapter's tests derive from this.</summary>
public abstract class ContentStoreContract : IAsyncLifetime
{
    private static readonly ContentName Name = new(ContentArea.Outputs, "org/jobs/1/Crate.usd");
    private IContentStore _store = null!;

    public async Task InitializeAsync() => _store = await CreateAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Absent_content_is_null()
    {
        Assert.Null(await _store.OpenReadAsync(Name));
        Assert.Null(await _store.GetPropertiesAsync(Name));
        Assert.False(await _store.DeleteAsync(Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(9_000_001)]
    public async Task Written_content_is_read_back_with_its_properties(int length)
    {
        byte[] bytes = RandomBytes(length);

        ContentProperties written = await _store.WriteAsync(Name, new MemoryStream(bytes), "model/vnd.usd");

        Assert.Equal(length, written.Length);
        Assert.Equal("model/vnd.usd", written.ContentType);
        Assert.Equal(written, await _store.GetPropertiesAsync(Name));
        await AssertContentAsync(bytes);
    }

    [Fact]
    public async Task A_stream_can_seek()
    {
        byte[] bytes = RandomBytes(200_000);
        await WriteAsync(Name, bytes);

        await using Stream stream = (await _store.OpenReadAsync(Name))!;
        byte[] part = new byte[1000];
        stream.Seek(-1000, SeekOrigin.End);
        await stream.ReadExactlyAsync(part);

        Assert.True(stream.CanSeek);
        Assert.Equal(200_000, stream.Length);
        Assert.Equal(bytes[^1000..], part);
        Assert.Equal(0, await stream.ReadAsync(part));
    }

    [Fact]
    public async Task Every_write_has_an_etag_of_its_own()
    {
        string first = (await WriteAsync(Name, [1, 2, 3])).ETag;
        string second = (await WriteAsync(Name, [4, 5, 6])).ETag;

        Assert.NotEqual(first, second);
        Assert.Equal([4, 5, 6], await ReadAsync(Name));
    }

    [Fact]
    public async Task A_write_that_breaks_off_leaves_what_was_there()
    {
        await WriteAsync(Name, [1, 2, 3]);

        await Assert.ThrowsAsync<IOException>(() => _store.WriteAsync(Name, new BreakingStream(6_000_000), "x/y"));

        Assert.Equal([1, 2, 3], await ReadAsync(Name));
    }

    [Fact]
    public async Task A_write_that_breaks_off_leaves_nothing_where_nothing_was()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.WriteAsync(Name, new BreakingStream(6_000_000), "x/y"));

        Assert.Null(await _store.GetPropertiesAsync(Name));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task A_copy_is_the_same_content_under_another_name()
    {
        ContentName source = new(ContentArea.Quarantine, "org/uploads/1");
        byte[] bytes = RandomBytes(5_000_000);
        ContentProperties written = await WriteAsync(source, bytes);

        Assert.True(await _store.CopyAsync(source, written.ETag, Name));

        ContentProperties copied = (await _store.GetPropertiesAsync(Name))!;
        Assert.Equal(written.Length, copied.Length);
        Assert.Equal(written.ContentType, copied.ContentType);
        await AssertContentAsync(bytes);
    }

    [Fact]
    public async Task A_copy_of_something_that_changed_or_is_absent_writes_nothing()
    {
        ContentName source = new(ContentArea.Quarantine, "org/uploads/1");
        string old = (await WriteAsync(source, [1])).ETag;
        await WriteAsync(source, [2]);

        Assert.False(await _store.CopyAsync(source, old, Name));
        Assert.False(await _store.CopyAsync(source with { Name = "org/none" }, old, Name));
        Assert.Null(await _store.GetPropertiesAsync(Name));
    }

    [Fact]
    public async Task A_copy_does_not_follow_its_source()
    {
        ContentName source = new(ContentArea.Quarantine, "org/uploads/1");
        ContentProperties written = await WriteAsync(source, [1]);
        await _store.CopyAsync(source, written.ETag, Name);

        await WriteAsync(source, [2]);
        await _store.DeleteAsync(source);

        Assert.Equal([1], await ReadAsync(Name));
    }

    [Fact]
    public async Task Deleted_content_is_gone()
    {
        await WriteAsync(Name, [1]);

        Assert.True(await _store.DeleteAsync(Name));
        Assert.Null(await _store.OpenReadAsync(Name));
        Assert.Empty(await ListAsync("org/"));
    }

    [Fact]
    public async Task A_listing_holds_the_names_of_one_area_under_a_prefix_in_ordinal_order()
    {
        foreach (string name in new[] { "org/b", "org/B", "org/a", "org/a/z", "org/a-z", "org/a0", "orgx/a", "other/a" })
        {
            await WriteAsync(Name with { Name = name }, [1]);
        }

        await WriteAsync(new ContentName(ContentArea.Inputs, "org/input"), [1]);

        Assert.Equal(["org/B", "org/a", "org/a-z", "org/a/z", "org/a0", "org/b"], await ListAsync("org/"));
        Assert.Equal(["org/a", "org/a-z", "org/a/z", "org/a0"], await ListAsync("org/a"));
        Assert.Equal(8, (await ListAsync("")).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/../../b")]
    [InlineData("a/..")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("C:\\a")]
    public async Task A_malformed_name_is_an_error(string name)
    {
        ContentName malformed = new(ContentArea.Outputs, name);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.WriteAsync(malformed, Stream.Null, "x/y"));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.OpenReadAsync(malformed));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.DeleteAsync(malformed));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.CreateUploadAsync(malformed, "x/y", TimeSpan.FromMinutes(1)));
    }

    protected abstract Task<IContentStore> CreateAsync();

    private static byte[] RandomBytes(int length) => RandomNumberGenerator.GetBytes(length);

    private Task<ContentProperties> WriteAsync(ContentName name, byte[] bytes) =>
        _store.WriteAsync(name, new MemoryStream(bytes), "application/octet-stream");

    private async Task AssertContentAsync(byte[] expected)
    {
        byte[] stored = await ReadAsync(Name);
        Assert.True(expected.AsSpan().SequenceEqual(stored), "The content differs.");
    }

    private async Task<byte[]> ReadAsync(ContentName name)
    {
        await using Stream stream = (await _store.OpenReadAsync(name))!;
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        List<string> names = [];
        await foreach (string name in _store.ListAsync(ContentArea.Outputs, prefix))
        {
            names.Add(name);
        }

        return names;
    }
}

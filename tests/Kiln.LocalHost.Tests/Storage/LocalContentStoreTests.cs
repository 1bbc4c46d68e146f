using Kiln.LocalHost.Storage;
using Kiln.Storage.Content;
using Kiln.Storage.Tests.Contract;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class LocalContentStoreTests : ContentStoreContract
{
    private static readonly ContentName Name = new(ContentArea.Outputs, "org/a");
    private LocalContentHost _host = null!;

    public override async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_open_stream_stays_on_its_version()
    {
        await _host.Store.WriteAsync(Name, new MemoryStream([1, 2, 3]), "x/y");
        await using Stream stream = (await _host.Store.OpenReadAsync(Name))!;
        await _host.Store.WriteAsync(Name, new MemoryStream([4, 5, 6]), "x/y");
        await _host.Store.DeleteAsync(Name);

        byte[] read = new byte[3];
        await stream.ReadExactlyAsync(read);

        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public async Task Readers_see_whole_versions_while_a_writer_replaces_them()
    {
        byte[] Version(byte value) => [.. Enumerable.Repeat(value, 100_000)];
        await _host.Store.WriteAsync(Name, new MemoryStream(Version(0)), "x/y");
        using CancellationTokenSource done = new();
        Task readers = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            byte[] read = new byte[100_000];
            while (!done.IsCancellationRequested)
            {
                await using Stream stream = (await _host.Store.OpenReadAsync(Name))!;
                await stream.ReadExactlyAsync(read);
                Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept(read[0]));
            }
        })));

        for (byte value = 1; value <= 30; value++)
        {
            await _host.Store.WriteAsync(Name, new MemoryStream(Version(value)), "x/y");
        }

        await done.CancelAsync();
        await readers;
    }

    [Fact]
    public async Task Writers_and_deleters_of_neighbours_do_not_disturb_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            ContentName own = new(ContentArea.Outputs, $"org/shared/deep/{worker}");
            for (int round = 0; round < 25; round++)
            {
                await _host.Store.WriteAsync(own, new MemoryStream([1]), "x/y");
                Assert.True(await _host.Store.DeleteAsync(own));
            }
        })));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_host.Root, "outputs")));
    }

    [Fact]
    public async Task Left_over_parts_are_removed_when_the_store_is_opened_days_later()
    {
        string incoming = Path.Combine(_host.Root, "incoming");
        string old = Path.Combine(incoming, "old");
        string recent = Path.Combine(incoming, "recent");
        await File.WriteAllTextAsync(old, "part");
        await File.WriteAllTextAsync(recent, "part");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        _ = new ContentDirectory(_host.Root);

        Assert.Equal([recent], Directory.EnumerateFiles(incoming));
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_an_error_and_not_content()
    {
        await _host.Store.WriteAsync(Name, new MemoryStream(new byte[1000]), "x/y");
        string file = Directory.EnumerateFiles(Path.Combine(_host.Root, "outputs"), "*", SearchOption.AllDirectories).Single();
        using (FileStream stream = new(file, FileMode.Open))
        {
            stream.SetLength(500);
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => _host.Store.OpenReadAsync(Name));
    }

    protected override async Task<IContentStore> CreateAsync()
    {
        _host = await LocalContentHost.StartAsync();
        return _host.Store;
    }
}

using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.Storage;
using Kiln.Storage;
using Kiln.Storage.Content;
using Kiln.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Kiln.LocalHost.Tests.Storage;

public sealed class LocalStorageRegistrationTests
{
    [Fact]
    public async Task The_stores_live_in_the_data_directory_and_answer_under_the_public_url()
    {
        using TemporaryDirectory directory = new();
        LocalHostOptions options = new() { DataDirectory = directory.Place("data"), PublicUrl = new Uri("https://kiln.example/behind/") };
        ListeningAddress address = new(options);
        ServiceCollection services = new();
        services.AddSingleton(options).AddSingleton(address).AddLocalStorage();
        await using ServiceProvider provider = services.BuildServiceProvider();
        address.Announce(new Uri("http://127.0.0.1:1234"));

        await provider.GetRequiredService<IDocumentStore>().PutAsync("org/a", new DocumentWrite("1"u8.ToArray()), WriteCondition.Always);
        Uri url = await provider.GetRequiredService<IContentStore>().CreateDownloadUrlAsync(
            new ContentName(ContentArea.Outputs, "org/a"), "a.usd", TimeSpan.FromMinutes(1));

        Assert.StartsWith("https://kiln.example/behind/content/outputs/org/a?", url.AbsoluteUri, StringComparison.Ordinal);
        Assert.IsType<LocalContentEndpoint>(Assert.Single(provider.GetServices<ILocalEndpoint>()));
        Assert.True(provider.GetRequiredService<StorageTopology>().IsSoleProcess);
        Assert.True(File.Exists(directory.Place("data/documents.db")));
        Assert.True(File.Exists(directory.Place("data/content-signing.key")));
    }

    [Fact]
    public async Task A_url_is_minted_as_soon_as_the_host_listens()
    {
        using TemporaryDirectory directory = new();
        LocalHostOptions options = new() { DataDirectory = directory.FullName };
        ListeningAddress address = new(options);
        ServiceCollection services = new();
        services.AddSingleton(options).AddSingleton(address).AddLocalStorage();
        await using ServiceProvider provider = services.BuildServiceProvider();

        Task<PresignedUpload> minting = provider.GetRequiredService<IContentStore>().CreateUploadAsync(
            new ContentName(ContentArea.Quarantine, "org/a"), "x/y", TimeSpan.FromMinutes(1));
        Assert.False(minting.IsCompleted);
        address.Announce(new Uri("http://127.0.0.1:1234"));

        Assert.Equal("127.0.0.1:1234", (await minting).Url.Authority);
    }
}

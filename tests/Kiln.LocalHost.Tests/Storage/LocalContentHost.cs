using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Tests.Storage;

/// <summary>The local content store with its endpoint on a listener of its own.</summary>
internal sealed class LocalContentHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplication _app;
    private readonly ListeningAddress _address = new(new LocalHostOptions());

    private LocalContentHost()
    {
        ContentDirectory content = new(Root);
        LocalUrlSigner signer = LocalUrlSigner.Load(_directory.Place("key"));
        Store = new LocalContentStore(content, signer, _address, Time);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        new LocalContentEndpoint(content, signer, Time).Map(_app);
    }

    public LocalContentStore Store { get; }

    public SettableTime Time { get; } = new();

    public string Root => _directory.Place("content");

    public static async Task<LocalContentHost> StartAsync()
    {
        LocalContentHost host = new();
        await host._app.StartAsync();
        host._address.Announce(new Uri(host._app.Urls.Single()));
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _directory.Dispose();
    }
}

using System.Net.Http.Headers;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.SampleApp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Tests.Hosting;

/// <summary>The sample app, or a few functions, run in the test's own process on a free port and a data directory of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly bool _ownsData;
    private readonly IHost _host;
    private bool _stopped;

    private TestApp(IHost host, string dataPath, bool ownsData)
    {
        _host = host;
        DataPath = dataPath;
        _ownsData = ownsData;
    }

    public static IReadOnlyList<Type> SampleTypes { get; } = typeof(Signals).Assembly.GetTypes();

    public string DataPath { get; }

    public IServiceProvider Services => _host.Services;

    public Signals Signals => Services.GetRequiredService<Signals>();

    public HostKeys Keys => Services.GetRequiredService<HostKeys>();

    public DurableEngine Engine => Services.GetRequiredService<DurableEngine>();

    public LogRecorder Log => Services.GetRequiredService<LogRecorder>();

    public Uri Url => Services.GetRequiredService<ListeningAddress>().Url;

    public HttpClient Client => field ??= new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Builds and starts; <paramref name="hostJson"/> and the settings stand for the app's files and environment.</summary>
    public static async Task<TestApp> StartAsync(
        IReadOnlyList<Type>? types = null,
        string? hostJson = null,
        Action<FunctionsApplicationBuilder>? configure = null,
        string? dataPath = null,
        params string[] settings)
    {
        string data = dataPath ?? Directory.CreateTempSubdirectory("kiln-host-").FullName;
        string app = Directory.CreateDirectory(Path.Combine(data, "app")).FullName;
        if (hostJson is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(app, "host.json"), hostJson);
        }

        FunctionsApplicationBuilder builder = new(
            ["--urls", "http://127.0.0.1:0", "--data", data, .. settings], types ?? SampleTypes, app);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddSingleton<Signals>();
        builder.Services.AddScoped<ScopedGreeter>();
        LogRecorder log = new();
        builder.Services.AddSingleton(log);
        builder.Logging.ClearProviders().AddProvider(log);
        configure?.Invoke(builder);
        IHost host = builder.Build();
        TestApp testApp = new(host, data, ownsData: dataPath is null);
        try
        {
            await host.StartAsync();
            return testApp;
        }
        catch
        {
            testApp._stopped = true;
            await testApp.DisposeAsync();
            throw;
        }
    }

    /// <summary>A request that carries a key.</summary>
    public static HttpRequestMessage Keyed(HttpMethod method, string path, string key) =>
        new(method, path) { Headers = { { "x-functions-key", key } } };

    /// <summary>A JSON body as it is written.</summary>
    public static StringContent Json(string json) => new(json, new MediaTypeHeaderValue("application/json"));

    public Task StopAsync()
    {
        _stopped = true;
        return _host.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
        if (_ownsData)
        {
            Directory.Delete(DataPath, recursive: true);
        }
    }
}

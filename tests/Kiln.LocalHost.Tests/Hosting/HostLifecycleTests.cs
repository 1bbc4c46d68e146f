using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Tests.Storage;

namespace Kiln.LocalHost.Tests.Hosting;

public sealed class HostLifecycleTests
{
    [Fact]
    public async Task The_service_file_tells_where_while_the_host_runs()
    {
        using TemporaryDirectory data = new();
        await using TestApp app = await TestApp.StartAsync(dataPath: data.FullName);
        JsonElement service = JsonDocument.Parse(File.ReadAllText(data.Place("service.json"))).RootElement;
        Assert.Equal(app.Url.AbsoluteUri.TrimEnd('/'), service.GetProperty("url").GetString());
        Assert.Equal(Environment.ProcessId, service.GetProperty("pid").GetInt32());
        Assert.Equal(TimeSpan.Zero, service.GetProperty("startedAt").GetDateTimeOffset().Offset);
        await app.StopAsync();
        Assert.False(File.Exists(data.Place("service.json")));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://example.com:80")]
    [InlineData("http://127.0.0.1:0;http://192.168.1.1:0")]
    public void An_address_that_others_reach_is_refused_unless_it_is_allowed(string urls)
    {
        LocalHostException fault = Assert.Throws<LocalHostException>(() => ListenUrls.Of(new LocalHostOptions { Urls = urls }, 7071));
        Assert.Contains("Kiln:AllowRemote=true", fault.Message, StringComparison.Ordinal);
        Assert.Equal(urls.Split(';'), ListenUrls.Of(new LocalHostOptions { Urls = urls, AllowRemote = true }, 7071));
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:7071")]
    [InlineData("http://localhost:0", "http://127.0.0.1:0")]
    [InlineData("http://localhost:80", "http://localhost:80")]
    [InlineData("http://[::1]:0", "http://[::1]:0")]
    [InlineData("http://127.0.0.5:1", "http://127.0.0.5:1")]
    public void A_loopback_address_is_taken(string? urls, string expected) =>
        Assert.Equal([expected], ListenUrls.Of(new LocalHostOptions { Urls = urls }, 7071));

    [Theory]
    [InlineData("7071")]
    [InlineData("")]
    public void What_is_no_url_is_refused(string urls) =>
        Assert.Throws<LocalHostException>(() => ListenUrls.Of(new LocalHostOptions { Urls = urls }, 7071));

    [Fact]
    public async Task A_port_in_use_is_refused_with_its_number_and_gives_the_data_directory_back()
    {
        using TemporaryDirectory data = new();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        LocalHostException fault = await Assert.ThrowsAsync<LocalHostException>(
            () => TestApp.StartAsync(dataPath: data.FullName, settings: $"--urls=http://127.0.0.1:{port}"));
        Assert.Contains($"127.0.0.1:{port}", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(data.Place("service.json")));
        await using TestApp app = await TestApp.StartAsync(dataPath: data.FullName);
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused_and_the_first_host_goes_on()
    {
        using TemporaryDirectory data = new();
        await using TestApp app = await TestApp.StartAsync(dataPath: data.FullName);
        string service = File.ReadAllText(data.Place("service.json"));
        LocalHostException fault = await Assert.ThrowsAsync<LocalHostException>(() => TestApp.StartAsync(dataPath: data.FullName));
        Assert.Contains($"The data directory {data.FullName} cannot be used", fault.Message, StringComparison.Ordinal);
        Assert.Equal(service, File.ReadAllText(data.Place("service.json")));
        Assert.Equal("GET", await app.Client.GetStringAsync("/api/DefaultRoute"));
    }

    [Fact]
    public async Task A_stop_lets_a_running_request_finish_and_takes_no_new_one()
    {
        await using TestApp app = await TestApp.StartAsync(settings: "--Kiln:RequestDrainTime=00:00:30");
        Task<string> held = app.Client.GetStringAsync("/api/Hold");
        await app.Signals.WaitAsync("held");
        Task stopped = app.StopAsync();
        app.Signals.Set("release");
        Assert.Equal("\"released\"", await held);
        await stopped;
        await Assert.ThrowsAsync<HttpRequestException>(() => app.Client.GetStringAsync("/api/DefaultRoute"));
    }

    [Fact]
    public async Task A_stop_cancels_requests_that_outlast_the_drain_time_with_503()
    {
        await using TestApp app = await TestApp.StartAsync(settings: "--Kiln:RequestDrainTime=00:00:00.01");
        Task<HttpResponseMessage> waiting = app.Client.GetAsync("/api/Wait");
        await app.Signals.WaitAsync("waiting");
        await app.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await waiting).StatusCode);
    }

    [Fact]
    public async Task What_was_accepted_goes_on_after_a_restart()
    {
        using TemporaryDirectory data = new();
        await using (TestApp first = await TestApp.StartAsync(dataPath: data.FullName))
        {
            using HttpResponseMessage accepted = await first.Client.PostAsync("/api/approvals/later", null);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        }

        await using TestApp second = await TestApp.StartAsync(dataPath: data.FullName);
        await second.Engine.Client.RaiseEventAsync("later", "approve", "at last");
        OrchestrationMetadata ended = await second.Engine.Client.WaitForInstanceCompletionAsync("later", true);
        Assert.Equal("at last", ended.ReadOutputAs<string>());
    }
}

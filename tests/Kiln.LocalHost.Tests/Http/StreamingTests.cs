using System.Net;
using System.Net.Http.Headers;
using Kiln.LocalHost.Tests.Hosting;

namespace Kiln.LocalHost.Tests.Http;

public sealed class StreamingTests
{
    [Fact]
    public async Task A_request_body_beyond_any_default_limit_is_streamed_through()
    {
        await using TestApp app = await TestApp.StartAsync();
        using HttpResponseMessage response = await app.Client.PostAsync("/api/CountBytes", Zeros(64 << 20));
        Assert.Equal("67108864", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_configured_limit_holds_for_streamed_bodies()
    {
        await using TestApp app = await TestApp.StartAsync(settings: "--Kiln:MaxRequestBodySize=1000");
        using HttpResponseMessage fits = await app.Client.PostAsync("/api/CountBytes", Zeros(1000));
        using HttpResponseMessage tooLarge = await app.Client.PostAsync("/api/CountBytes", Zeros(1001));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
    }

    [Fact]
    public async Task A_body_that_goes_into_memory_has_a_limit_of_its_own()
    {
        await using TestApp app = await TestApp.StartAsync(settings: "--Kiln:MaxJsonBodySize=20");
        using HttpResponseMessage fits = await app.Client.PostAsync("/api/Greet", TestApp.Json("""{"name":"Ada"}"""));
        using HttpResponseMessage tooLarge = await app.Client.PostAsync("/api/Greet", TestApp.Json("""{"name":"Ada Lovelace"}"""));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
    }

    [Fact]
    public async Task A_response_body_arrives_while_the_function_still_writes_it()
    {
        await using TestApp app = await TestApp.StartAsync();
        using HttpResponseMessage response = await app.Client.GetAsync("/api/Stream", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        string? first = await reader.ReadLineAsync();
        app.Signals.Set("go on");
        Assert.Equal(("first", "second"), (first, await reader.ReadLineAsync()));
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_function()
    {
        await using TestApp app = await TestApp.StartAsync();
        using CancellationTokenSource leaving = new();
        Task<HttpResponseMessage> call = app.Client.GetAsync("/api/Wait", leaving.Token);
        await app.Signals.WaitAsync("waiting");
        await leaving.CancelAsync();
        Assert.Equal(true, await app.Signals.WaitAsync("cancelled"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static StreamContent Zeros(int length)
    {
        StreamContent content = new(new MemoryStream(new byte[length]));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }
}

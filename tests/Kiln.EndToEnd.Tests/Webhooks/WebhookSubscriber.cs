using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Webhooks;

/// <summary>
/// A subscriber written from the public rules of Standard Webhooks and CloudEvents alone. It can be taken down and brought back on the
/// same port; it keeps only what it could verify, and counts the rest.
/// </summary>
internal sealed class WebhookSubscriber : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonNode> _events = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private HttpListener? _listener;
    private Task _serving = Task.CompletedTask;

    public WebhookSubscriber()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/hook/";
    }

    public string Url { get; }

    /// <summary>The secret that deliveries must be signed with.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Deliveries whose signature, time or form was not right.</summary>
    public int Unverified { get; private set; }

    public IReadOnlyList<JsonNode> Events => [.. _events];

    public void Start()
    {
        _listener = new HttpListener();
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync(_listener);
    }

    public async Task StopAsync()
    {
        _listener?.Close();
        await _serving;
    }

    /// <summary>Waits until the events satisfy a condition, looking at each that arrives.</summary>
    public async Task WaitUntilAsync(Func<IReadOnlyList<JsonNode>, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!condition(Events))
        {
            await _arrived.WaitAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _arrived.Dispose();
    }

    private async Task ServeAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                bool verified = Verify(context.Request, body.ToArray());
                if (verified)
                {
                    _events.Enqueue(JsonNode.Parse(body.ToArray())!);
                }
                else
                {
                    Unverified++;
                }

                context.Response.StatusCode = verified ? 204 : 400;
                context.Response.Close();
                _arrived.Release();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Taken down.
        }
    }

    private bool Verify(HttpListenerRequest request, byte[] body)
    {
        string? id = request.Headers["webhook-id"];
        string? timestamp = request.Headers["webhook-timestamp"];
        string? signatures = request.Headers["webhook-signature"];
        if (id is null || signatures is null || !long.TryParse(timestamp, CultureInfo.InvariantCulture, out long seconds)
            || Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > 300
            || request.ContentType?.StartsWith("application/cloudevents+json", StringComparison.Ordinal) != true)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        byte[] expected = HMACSHA256.HashData(Convert.FromBase64String(Secret.Replace("whsec_", "", StringComparison.Ordinal)), signed);
        var cloudEvent = JsonNode.Parse(body)!.AsObject();
        return signatures.Split(' ').Contains($"v1,{Convert.ToBase64String(expected)}")
            && (string?)cloudEvent["specversion"] == "1.0"
            && (string?)cloudEvent["id"] == id
            && ((string[])["source", "type", "time", "subject"]).All(cloudEvent.ContainsKey)
            && (cloudEvent.ContainsKey("sequence") || (string?)cloudEvent["type"] == "kiln.webhook.test");
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Webhooks;

/// <summary>
/// A subscriber written from the public rules of Standard Webhooks and CloudEvents alone. It keeps only what it could verify, and counts
/// the rest.
/// </summary>
internal sealed class WebhookSubscriber() : LoopbackServer("hook")
{
    private readonly ConcurrentQueue<JsonNode> _events = new();

    /// <summary>The secret that deliveries must be signed with.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Deliveries whose signature, time or form was not right.</summary>
    public int Unverified { get; private set; }

    public IReadOnlyList<JsonNode> Events => [.. _events];

    /// <summary>Waits until the events satisfy a condition, looking at each that arrives.</summary>
    public Task WaitUntilAsync(Func<IReadOnlyList<JsonNode>, bool> condition) => WaitUntilAsync(() => condition(Events));

    /// <inheritdoc/>
    protected override int Take(HttpListenerRequest request, byte[] body)
    {
        if (!Verify(request, body))
        {
            Unverified++;
            return 400;
        }

        _events.Enqueue(JsonNode.Parse(body)!);
        return 204;
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

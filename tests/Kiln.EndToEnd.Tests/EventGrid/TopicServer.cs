using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.EventGrid;

/// <summary>Plays an Event Grid topic, by what its public reference says of publishing CloudEvents.</summary>
internal sealed class TopicServer() : LoopbackServer("api/events")
{
    public const string Key = "bG9jYWwtdG9waWMta2V5";

    private readonly ConcurrentQueue<JsonNode> _events = new();
    private readonly ConcurrentQueue<int> _refusals = new();

    /// <summary>Everything that was taken, in the order of arrival.</summary>
    public IReadOnlyList<JsonNode> Events => [.. _events];

    /// <summary>Requests that a topic would not understand.</summary>
    public int Malformed { get; private set; }

    /// <summary>Answers the next requests with these statuses before taking any.</summary>
    public void RefuseWith(params int[] statuses) => Array.ForEach(statuses, _refusals.Enqueue);

    /// <summary>Waits until the events satisfy a condition, looking again after each request.</summary>
    public Task WaitUntilAsync(Func<IReadOnlyList<JsonNode>, bool> condition) => WaitUntilAsync(() => condition(Events));

    /// <inheritdoc/>
    protected override int Take(HttpListenerRequest request, byte[] body)
    {
        if (request.Headers["aeg-sas-key"] != Key)
        {
            return 401;
        }

        if (_refusals.TryDequeue(out int status))
        {
            return status;
        }

        if (request.HttpMethod != "POST" || request.QueryString["api-version"] is null || JsonNode.Parse(body) is not JsonArray batch
            || request.ContentType?.StartsWith("application/cloudevents-batch+json", StringComparison.Ordinal) != true
            || !batch.All(IsCloudEvent))
        {
            Malformed++;
            return 400;
        }

        foreach (var item in batch)
        {
            _events.Enqueue(item!);
        }

        return 200;
    }

    private static bool IsCloudEvent(JsonNode? item) => item is JsonObject cloudEvent
        && (string?)cloudEvent["specversion"] == "1.0"
        && ((string[])["id", "source", "type"]).All(name => cloudEvent[name]?.GetValue<string>().Length > 0);
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.EventGrid;

/// <summary>Delivers events as Event Grid does, by its public reference.</summary>
internal static class EventGridSender
{
    public const string Key = "ZGVsaXZlcnkta2V5";

    private const string Topic = "/subscriptions/0b0b/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/kiln";

    /// <summary>A BlobCreated event in the schema of Event Grid.</summary>
    public static JsonObject BlobCreated(string container, string name, string? etag) => new()
    {
        ["topic"] = Topic,
        ["subject"] = $"/blobServices/default/containers/{container}/blobs/{name}",
        ["eventType"] = "Microsoft.Storage.BlobCreated",
        ["id"] = Guid.NewGuid().ToString(),
        ["eventTime"] = "2026-03-02T09:15:00.1234567Z",
        ["data"] = DataOf(container, name, etag),
        ["dataVersion"] = "",
        ["metadataVersion"] = "1",
    };

    /// <summary>The same as a CloudEvent.</summary>
    public static JsonObject BlobCreatedCloudEvent(string container, string name, string? etag) => new()
    {
        ["specversion"] = "1.0",
        ["source"] = Topic,
        ["subject"] = $"/blobServices/default/containers/{container}/blobs/{name}",
        ["type"] = "Microsoft.Storage.BlobCreated",
        ["id"] = Guid.NewGuid().ToString(),
        ["time"] = "2026-03-02T09:15:00.1234567Z",
        ["data"] = DataOf(container, name, etag),
    };

    /// <summary>What Event Grid sends to a new subscription.</summary>
    public static JsonArray Validation(string code) => new(new JsonObject
    {
        ["id"] = Guid.NewGuid().ToString(),
        ["topic"] = Topic,
        ["subject"] = "",
        ["data"] = new JsonObject { ["validationCode"] = code, ["validationUrl"] = "https://rp.example.eventgrid.azure.net:553/validate?id=1" },
        ["eventType"] = "Microsoft.EventGrid.SubscriptionValidationEvent",
        ["eventTime"] = "2026-03-02T09:15:00.1234567Z",
        ["metadataVersion"] = "1",
        ["dataVersion"] = "1",
    });

    /// <summary>POSTs a body as a subscription in the schema of Event Grid does.</summary>
    public static Task<ApiReply> DeliverAsync(KilnApi api, JsonNode body, string? key = Key, string kind = "Notification") =>
        PostAsync(api, body.ToJsonString(), "application/json; charset=utf-8", key, ("aeg-event-type", kind), ("aeg-subscription-name", "INBOX"), ("aeg-delivery-count", "0"));

    /// <summary>POSTs a body of CloudEvents.</summary>
    public static Task<ApiReply> DeliverCloudEventsAsync(KilnApi api, JsonNode body) => PostAsync(
        api, body.ToJsonString(), body is JsonArray ? "application/cloudevents-batch+json; charset=utf-8" : "application/cloudevents+json; charset=utf-8", Key);

    /// <summary>POSTs any text.</summary>
    public static Task<ApiReply> PostAsync(KilnApi api, string body, string mediaType, string? key, params (string Name, string Value)[] headers) =>
        api.SendPlainAsync(HttpMethod.Post, AddressOf(api, key), new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(mediaType)), headers);

    /// <summary>Where deliveries go.</summary>
    public static Uri AddressOf(KilnApi api, string? key) => new(api.Url, "/api/eventgrid/blobs" + (key is null ? "" : $"?code={key}"));

    private static JsonObject DataOf(string container, string name, string? etag) => new()
    {
        ["api"] = "PutBlob",
        ["clientRequestId"] = "6d79dbfb-0e37-4fc4-981f-442c9ca65760",
        ["requestId"] = "831e1650-001e-001b-66ab-eeb76e000000",
        ["eTag"] = etag,
        ["contentType"] = "application/octet-stream",
        ["contentLength"] = 1000,
        ["blobType"] = "BlockBlob",
        ["url"] = $"https://kiln.blob.core.windows.net/{container}/{name}",
        ["sequencer"] = "00000000000004420000000000028963",
        ["storageDiagnostics"] = new JsonObject { ["batchId"] = "b68529f3-68cd-4744-baa4-3c0498ec19f0" },
    };
}

using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;
using Kiln.Functions.Http;

namespace Kiln.Functions.EventGrid.Receiving;

/// <summary>An event of a storage account, whichever schema it came in.</summary>
/// <param name="Id">The event's identifier.</param>
/// <param name="Type">Its type, such as <c>Microsoft.Storage.BlobCreated</c>.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Data">What it tells, when it is of a type that Event Grid itself defines; else null.</param>
internal sealed record BlobEvent(string Id, string Type, string Subject, object? Data)
{
    /// <summary>The events of a delivery; refuses with 400 what is none, which Event Grid does not send again.</summary>
    public static IReadOnlyList<BlobEvent> Parse(BinaryData body, bool areCloudEvents)
    {
        try
        {
            return areCloudEvents ? [.. CloudEvent.ParseMany(body).Select(Of)] : [.. EventGridEvent.ParseMany(body).Select(Of)];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            string schema = areCloudEvents ? "CloudEvents 1.0" : "Event Grid events";
            throw ApiException.BadRequest(ErrorCodes.ValidationError, $"The body does not hold {schema}: {exception.Message}");
        }
    }

    private static BlobEvent Of(CloudEvent item) =>
        new(item.Id, item.Type, item.Subject ?? "", item.TryGetSystemEventData(out object? data) ? data : null);

    private static BlobEvent Of(EventGridEvent item) =>
        new(item.Id, item.EventType, item.Subject, item.TryGetSystemEventData(out object? data) ? data : null);

    /// <summary>The facts about a blob that was written; null for any other event.</summary>
    public StorageBlobCreatedEventData? Created => Data as StorageBlobCreatedEventData;
}

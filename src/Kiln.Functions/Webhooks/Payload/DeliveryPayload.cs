using System.Text.Json.Serialization;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Payload;

/// <summary>A row of the delivery log.</summary>
/// <param name="Event">Identifier of the event, which a replay takes.</param>
/// <param name="JobId">Its job.</param>
/// <param name="Sequence">Its place in the job's log.</param>
/// <param name="Type">Its type.</param>
/// <param name="Status"><c>retrying</c>, <c>delivered</c> or <c>dead_lettered</c>.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="ResponseStatus">HTTP status of the last answer, or null.</param>
/// <param name="Error">What went wrong last, or null.</param>
/// <param name="LastAttemptAt">When it was sent last.</param>
/// <param name="NextAttemptAt">When it is sent again, or null.</param>
internal sealed record DeliveryPayload(
    [property: JsonPropertyName("event")] string Event,
    [property: JsonPropertyName("jobId")] string JobId,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("attempts")] int Attempts,
    [property: JsonPropertyName("responseStatus")] int? ResponseStatus,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("lastAttemptAt")] DateTimeOffset LastAttemptAt,
    [property: JsonPropertyName("nextAttemptAt")] DateTimeOffset? NextAttemptAt)
{
    public static IEnumerable<DeliveryPayload> Of(DeliveryCursor cursor)
    {
        IEnumerable<DeliveryRecord> records = cursor.Current is null ? cursor.Recent : [.. cursor.Recent, cursor.Current];
        return records.Select(record => Of(cursor.Key.JobId, record));
    }

    private static DeliveryPayload Of(string jobId, DeliveryRecord record) => new(
        JobCloudEvent.IdOf(jobId, record.Sequence),
        jobId,
        record.Sequence,
        record.EventType,
        record.Status switch
        {
            DeliveryStatus.Delivered => "delivered",
            DeliveryStatus.DeadLettered => "dead_lettered",
            _ => "retrying",
        },
        record.Attempts,
        record.ResponseStatus,
        record.Error,
        record.LastAttemptAt,
        record.NextAttemptAt);
}

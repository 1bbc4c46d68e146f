using System.Text.Json.Serialization;

namespace Kiln.Functions.EventGrid.Receiving;

/// <summary>What came of an event, for the people who look into a delivery: Event Grid itself reads the status alone.</summary>
/// <param name="Event">The event's identifier.</param>
/// <param name="Outcome"><c>started</c>, <c>repeated</c> (a job of this version of the blob is there), <c>ignored</c> or <c>refused</c>.</param>
/// <param name="JobId">The job, or null.</param>
/// <param name="Reason">Why there is none, or null.</param>
internal sealed record BlobEventOutcome(
    [property: JsonPropertyName("event")] string Event,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("jobId")] string? JobId,
    [property: JsonPropertyName("reason")] string? Reason)
{
    public static BlobEventOutcome Started(string id, string jobId) => new(id, "started", jobId, null);

    public static BlobEventOutcome Repeated(string id, string jobId) => new(id, "repeated", jobId, null);

    public static BlobEventOutcome Ignored(string id, string reason) => new(id, "ignored", null, reason);

    public static BlobEventOutcome Refused(string id, string reason) => new(id, "refused", null, reason);
}

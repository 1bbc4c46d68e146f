using System.Globalization;
using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks;

/// <summary>Sends passed events to an endpoint once more.</summary>
public sealed class ReplayWebhook(WebhookReader reader, WebhookReplay replay)
{
    private const int MostEvents = 1000;

    /// <summary>
    /// <c>POST /api/webhooks/{id}/replay</c> with <c>{"since":"…"}</c> or <c>{"events":["{jobId}/{sequence}"]}</c>: 202 with how many events
    /// were asked for. They come with the identifiers of the first time. 409 when the endpoint is disabled.
    /// </summary>
    [Function("ReplayWebhook")]
    [Operation("Sends passed events to an endpoint once more", Scopes = KeyScopes.Account, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(ReplayRequest))]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<ReplayReply>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/replay")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (Caller caller, WebhookEndpoint endpoint) = await reader.FindAsync(request, id, cancellationToken);
        ReplayRequest body = await RequestBody.ReadAsync<ReplayRequest>(request, cancellationToken);
        if (!endpoint.Enabled)
        {
            throw ApiException.Conflict("The webhook is disabled; enable it first");
        }

        int count = (body.Since, body.Events) switch
        {
            ({ } since, null) => await replay.SinceAsync(client, caller.OrganisationId, endpoint, since, cancellationToken),
            (null, { Count: > 0 and <= MostEvents } events) => await ReplayEventsAsync(client, caller, endpoint, events, cancellationToken),
            _ => throw ApiException.Unprocessable($"Send either since or 1 to {MostEvents} events"),
        };
        return Json.Data(new ReplayReply(count), StatusCodes.Status202Accepted);
    }

    private static (string JobId, long Sequence)? Parse(string eventId) =>
        eventId.Split('/') is [{ Length: > 0 } jobId, var number]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            ? (jobId, sequence)
            : null;

    private async Task<int> ReplayEventsAsync(
        DurableTaskClient client, Caller caller, WebhookEndpoint endpoint, IReadOnlyList<string> events, CancellationToken cancellationToken)
    {
        (string JobId, long Sequence)?[] parsed = [.. events.Distinct(StringComparer.Ordinal).Select(Parse)];
        if (parsed.Contains(null))
        {
            throw ApiException.Unprocessable([new FieldFault("events", "Must be identifiers of events: {jobId}/{sequence}")]);
        }

        foreach (IGrouping<string, (string JobId, long Sequence)?> job in parsed.GroupBy(part => part!.Value.JobId, StringComparer.Ordinal))
        {
            DeliveryKey key = new(caller.OrganisationId, endpoint.Id, job.Key);
            if (!await replay.EventsAsync(client, key, [.. job.Select(part => part!.Value.Sequence)], cancellationToken))
            {
                throw ApiException.Unprocessable([new FieldFault("events", $"Job {job.Key} has no such event")]);
            }
        }

        return parsed.Length;
    }

    private sealed record ReplayRequest(
        [property: JsonPropertyName("since")] DateTimeOffset? Since,
        [property: JsonPropertyName("events")] IReadOnlyList<string>? Events);

    private sealed record ReplayReply([property: JsonPropertyName("events")] int Events);
}

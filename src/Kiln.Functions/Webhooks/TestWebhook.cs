using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks;

/// <summary>Sends an event that means nothing, to see whether an endpoint takes it.</summary>
public sealed class TestWebhook(WebhookReader reader, WebhookClient http, TimeProvider clock)
{
    /// <summary>The type of the event.</summary>
    public const string EventType = JobCloudEvent.TypePrefix + "webhook.test";

    /// <summary>
    /// <c>POST /api/webhooks/{id}/test</c>: 200 with what came of one attempt, made at once, also when the endpoint is disabled. Nothing
    /// of the endpoint's answer but its status is told.
    /// </summary>
    [Function("TestWebhook")]
    [Operation("Sends a test event to an endpoint at once", Scopes = KeyScopes.Account, Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<TestReply>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/test")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (Caller caller, WebhookEndpoint endpoint) = await reader.FindAsync(request, id, cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        JsonObject body = new()
        {
            ["specversion"] = "1.0",
            ["id"] = Guid.CreateVersion7(now).ToString(),
            ["source"] = $"/organisations/{caller.OrganisationId}/webhooks/{endpoint.Id}",
            ["type"] = EventType,
            ["time"] = Json.Text(now),
            ["subject"] = endpoint.Id,
            ["datacontenttype"] = "application/json",
            ["data"] = new JsonObject { ["webhookId"] = endpoint.Id },
        };
        WebhookMessage message = new((string)body["id"]!, JsonSerializer.SerializeToUtf8Bytes(body), null);
        DeliveryAttempt attempt = await http.SendAsync(endpoint.Url, message, endpoint.Secrets.At(now), cancellationToken);
        return Json.Data(new TestReply(message.Id, attempt.Accepted, attempt.ResponseStatus, attempt.Error));
    }

    private sealed record TestReply(
        [property: JsonPropertyName("event")] string Event,
        [property: JsonPropertyName("delivered")] bool Delivered,
        [property: JsonPropertyName("responseStatus")] int? ResponseStatus,
        [property: JsonPropertyName("error")] string? Error);
}

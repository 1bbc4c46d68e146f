using System.Text.Json.Serialization;
using Azure.Messaging.EventGrid.SystemEvents;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.EventGrid.Receiving;

/// <summary>
/// Receives the events of a storage account from Event Grid, in its own schema or as CloudEvents, and starts a conversion for every
/// model that lands in an inbox.
/// </summary>
public sealed class ReceiveBlobEvents(EventGridAccess access, InboxConversions inbox)
{
    private const string Route = "api/eventgrid/blobs";
    private const string RequestOrigin = "WebHook-Request-Origin";

    /// <summary>
    /// <c>POST /api/eventgrid/blobs</c>: 200 when nothing is left to do of any event; 400, 401 and 413, which Event Grid does not repeat;
    /// 503, which it does, when an event has to wait. Answers the validation of a subscription too.
    /// </summary>
    [Function("ReceiveBlobEvents")]
    [Operation("Receives events of blobs from Azure Event Grid", Public = true, Refusals = [400, 401, 413, 415, 503])]
    [Parameter(EventGridAccess.Parameter, typeof(string), "The delivery key")]
    [RequestBody(typeof(BlobEventDocument))]
    [Reply(StatusCodes.Status200OK, typeof(DeliveryReply))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        access.Require(request);
        bool areCloudEvents = request.ContentType?.Contains("cloudevents", StringComparison.OrdinalIgnoreCase) == true;
        IReadOnlyList<BlobEvent> events = BlobEvent.Parse(await RequestBody.ReadJsonAsync(request, cancellationToken), areCloudEvents);
        if (events is [{ Data: SubscriptionValidationEventData validation }])
        {
            return TypedResults.Json(new DeliveryReply(null, validation.ValidationCode), Json.Options);
        }

        List<BlobEventOutcome> outcomes = [];
        foreach (BlobEvent item in events)
        {
            outcomes.Add(await inbox.HandleAsync(item, client, cancellationToken));
        }

        return TypedResults.Json(new DeliveryReply(outcomes, null), Json.Options);
    }

    /// <summary><c>OPTIONS /api/eventgrid/blobs</c>: consents to deliveries, as the webhook rules of CloudEvents ask for.</summary>
    [Function("ConsentToBlobEvents")]
    [Operation("Consents to deliveries of CloudEvents", Public = true, Refusals = [400, 401])]
    [Parameter(EventGridAccess.Parameter, typeof(string), "The delivery key")]
    [Parameter(RequestOrigin, typeof(string), "Who wants to deliver", Header = true)]
    [Reply(StatusCodes.Status200OK)]
    public IResult Consent([HttpTrigger(AuthorizationLevel.Anonymous, "options", Route = Route)] HttpRequest request)
    {
        access.Require(request);
        string? origin = request.Headers[RequestOrigin];
        if (string.IsNullOrWhiteSpace(origin))
        {
            throw ApiException.BadRequest(ErrorCodes.ValidationError, $"The header {RequestOrigin} must name the sender");
        }

        request.HttpContext.Response.Headers["WebHook-Allowed-Origin"] = origin;
        request.HttpContext.Response.Headers["WebHook-Allowed-Rate"] = "*";
        return TypedResults.Ok();
    }

    private sealed record DeliveryReply(
        [property: JsonPropertyName("data")] IReadOnlyList<BlobEventOutcome>? Data,
        [property: JsonPropertyName("validationResponse")] string? ValidationResponse);
}

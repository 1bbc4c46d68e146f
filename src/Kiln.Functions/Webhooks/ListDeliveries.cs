using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Webhooks.Payload;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks;

/// <summary>The delivery log of an endpoint.</summary>
public sealed class ListDeliveries(WebhookReader reader, DeliveryStore deliveries)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>
    /// <c>GET /api/webhooks/{id}/deliveries?status=…&amp;limit=50</c>: the last attempts first. It looks at the newest jobs, and at all
    /// older ones that still have something to send.
    /// </summary>
    [Function("ListDeliveries")]
    [Operation("Lists the last deliveries to an endpoint", Scopes = KeyScopes.Account, Refusals = [404, 422])]
    [Parameter("status", typeof(string), "Only deliveries of this status", Values = ["retrying", "delivered", "dead_lettered"])]
    [Parameter("limit", typeof(int), "Most deliveries, 50 by default", Minimum = 1, Maximum = 200)]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<IReadOnlyList<DeliveryPayload>>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/webhooks/{id}/deliveries")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (Caller caller, WebhookEndpoint endpoint) = await reader.FindAsync(request, id, cancellationToken);
        QueryReader query = new(request);
        int limit = query.Integer("limit", 1, MaxLimit, DefaultLimit);
        string? status = query.Text("status");
        if (status is not (null or "retrying" or "delivered" or "dead_lettered"))
        {
            query.Fault("status", "Must be one of: retrying, delivered, dead_lettered");
        }

        query.ThrowIfFaulty();
        Dictionary<string, DeliveryCursor> cursors = new(StringComparer.Ordinal);
        foreach (bool openOnly in (bool[])[true, false])
        {
            int taken = 0;
            await foreach (DeliveryCursor cursor in deliveries.ListAsync(caller.OrganisationId, endpoint.Id, openOnly, cancellationToken))
            {
                cursors[cursor.Key.JobId] = cursor;
                if (++taken == MaxLimit)
                {
                    break;
                }
            }
        }

        return Json.Data<IReadOnlyList<DeliveryPayload>>(
        [
            .. cursors.Values
                .SelectMany(DeliveryPayload.Of)
                .Where(delivery => status is null || delivery.Status == status)
                .OrderByDescending(delivery => delivery.LastAttemptAt)
                .ThenByDescending(delivery => delivery.Event, StringComparer.Ordinal)
                .Take(limit),
        ]);
    }
}

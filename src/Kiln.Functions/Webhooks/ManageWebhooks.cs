using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Webhooks.Payload;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks;

/// <summary>Reads, changes and removes endpoints, and rotates their secrets.</summary>
public sealed class ManageWebhooks(
    Authentication authentication,
    WebhookReader reader,
    WebhookStore webhooks,
    DeliveryStore deliveries,
    WebhookClient http,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    /// <summary><c>GET /api/webhooks</c>: all of them, oldest first.</summary>
    [Function("ListWebhooks")]
    [Operation("Lists the endpoints, oldest first", Scopes = KeyScopes.Account)]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<IReadOnlyList<WebhookPayload>>))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/webhooks")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        WebhookSettings settings = await webhooks.GetAsync(caller.OrganisationId, cancellationToken);
        return Json.Data<IReadOnlyList<WebhookPayload>>([.. settings.Endpoints.Select(endpoint => WebhookPayload.Of(endpoint))]);
    }

    /// <summary><c>GET /api/webhooks/{id}</c>.</summary>
    [Function("GetWebhook")]
    [Operation("Reads one endpoint", Scopes = KeyScopes.Account, Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<WebhookPayload>))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/webhooks/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, WebhookEndpoint endpoint) = await reader.FindAsync(request, id, cancellationToken);
        return Json.Data(WebhookPayload.Of(endpoint));
    }

    /// <summary>
    /// <c>PATCH /api/webhooks/{id}</c>: what is named changes. An endpoint that is enabled again goes on with the next event of each
    /// job; what happened meanwhile to jobs that have ended is for a replay.
    /// </summary>
    [Function("UpdateWebhook")]
    [Operation("Changes what is named of an endpoint", Scopes = KeyScopes.Account, Refusals = [400, 404, 413, 415, 422])]
    [RequestBody(typeof(WebhookRequest))]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<WebhookPayload>))]
    public async Task<IResult> Update(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/webhooks/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (Caller caller, WebhookEndpoint present) = await reader.FindAsync(request, id, cancellationToken);
        WebhookRequest body = await RequestBody.ReadAsync<WebhookRequest>(request, cancellationToken);
        body.Require(isNew: false, options.Value.Webhooks.AllowLoopback);
        await CreateWebhook.RequireConsentAsync(http, body with { Url = body.Url ?? present.Url }, cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        WebhookEndpoint? changed = await webhooks.UpdateAsync(caller.OrganisationId, id, endpoint => Change(endpoint, body, now), cancellationToken);
        return Json.Data(WebhookPayload.Of(changed ?? throw WebhookReader.NotFound()));
    }

    /// <summary><c>DELETE /api/webhooks/{id}</c>: 204; the delivery log goes with it.</summary>
    [Function("DeleteWebhook")]
    [Operation("Removes an endpoint with its delivery log", Scopes = KeyScopes.Account, Refusals = [404])]
    [Reply(StatusCodes.Status204NoContent)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/webhooks/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (Caller caller, _) = await reader.FindAsync(request, id, cancellationToken);
        await webhooks.RemoveAsync(caller.OrganisationId, id, cancellationToken);
        await deliveries.RemoveAllAsync(caller.OrganisationId, id, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>
    /// <c>POST /api/webhooks/{id}/rotate</c>: a new secret, shown only here. Deliveries carry a signature by the old one too until
    /// <c>previousSecretUntil</c>.
    /// </summary>
    [Function("RotateWebhookSecret")]
    [Operation("Makes a new secret for an endpoint", Scopes = KeyScopes.Account, Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<WebhookPayload>))]
    public async Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks/{id}/rotate")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (Caller caller, _) = await reader.FindAsync(request, id, cancellationToken);
        TimeSpan overlap = TimeSpan.FromHours(options.Value.Webhooks.SecretOverlapHours);
        DateTimeOffset now = clock.GetUtcNow();
        WebhookEndpoint? rotated = await webhooks.UpdateAsync(
            caller.OrganisationId, id, endpoint => endpoint with { Secrets = endpoint.Secrets.Rotate(now, overlap) }, cancellationToken);
        return Json.Data(WebhookPayload.Of(rotated ?? throw WebhookReader.NotFound(), showSecret: true));
    }

    private static WebhookEndpoint Change(WebhookEndpoint endpoint, WebhookRequest body, DateTimeOffset now)
    {
        WebhookEndpoint changed = endpoint with
        {
            Url = body.Url ?? endpoint.Url,
            Description = body.Description ?? endpoint.Description,
            Filter = body.FilterOr(endpoint.Filter),
        };
        return body.Enabled switch
        {
            true => changed.Enable(),
            false => changed.Disable("Disabled by its owner", now),
            null => changed,
        };
    }
}

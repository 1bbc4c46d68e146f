using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Webhooks.Payload;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks;

/// <summary>Registers an endpoint.</summary>
public sealed class CreateWebhook(
    Authentication authentication,
    WebhookStore webhooks,
    WebhookClient http,
    IdempotentCreation idempotent,
    Links links,
    IOptions<KilnOptions> options,
    TimeProvider clock)
{
    /// <summary>
    /// <c>POST /api/webhooks</c> with <c>{"url","description","events","jobTypes","enabled","validation"}</c>: 201 with the secret, which
    /// no later read shows. 409 when the organisation has <see cref="WebhookStore.MaximumEndpoints"/>.
    /// </summary>
    [Function("CreateWebhook")]
    [Operation("Registers an endpoint that events are sent to", Scopes = KeyScopes.Account, Idempotent = true, Refusals = [400, 409, 413, 415, 422])]
    [RequestBody(typeof(WebhookRequest))]
    [Reply(StatusCodes.Status201Created, typeof(DataEnvelope<WebhookPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/webhooks")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        WebhookRequest body = await RequestBody.ReadAsync<WebhookRequest>(request, cancellationToken);
        body.Require(isNew: true, options.Value.Webhooks.AllowLoopback);
        return await idempotent.RunAsync(request, caller, JsonSerializer.Serialize(body), CreateAsync, cancellationToken);

        async Task<StoredReply> CreateAsync(string id)
        {
            await RequireConsentAsync(http, body, cancellationToken);
            WebhookEndpoint asked = new(
                id, body.Url!, body.FilterOr(WebhookFilter.All), WebhookSecrets.Create(), clock.GetUtcNow())
            {
                Description = body.Description ?? "",
            };
            asked = body.Enabled == false ? asked.Disable("Disabled by its owner", clock.GetUtcNow()) : asked;
            WebhookEndpoint stored = await webhooks.AddAsync(caller.OrganisationId, asked, cancellationToken)
                ?? throw ApiException.Conflict($"An organisation has at most {WebhookStore.MaximumEndpoints} webhooks; delete one first");
            return StoredReplies.Json(
                StatusCodes.Status201Created,
                new Dictionary<string, string> { ["Location"] = links.To(request, $"/api/webhooks/{stored.Id}") },
                new DataEnvelope<WebhookPayload>(WebhookPayload.Of(stored, showSecret: true)));
        }
    }

    /// <summary>Refuses with 422 when the endpoint was to be asked and does not consent.</summary>
    internal static async Task RequireConsentAsync(WebhookClient http, WebhookRequest body, CancellationToken cancellationToken)
    {
        if (body is { AsksConsent: true, Url: { } url }
            && await http.AskConsentAsync(url, cancellationToken) is { Accepted: false } answer)
        {
            throw ApiException.Unprocessable([new FieldFault("validation", $"The endpoint did not consent: {answer.Error}")]);
        }
    }
}

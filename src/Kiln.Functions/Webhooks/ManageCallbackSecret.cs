using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Storage.ApiKeys;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks;

/// <summary>
/// The secret that deliveries to the jobs' own callback URLs are signed with. There is one for an organisation, since such URLs are
/// never registered; it can be read at any time, since no reply of its own makes it.
/// </summary>
public sealed class ManageCallbackSecret(
    Authentication authentication, WebhookStore webhooks, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary><c>GET /api/callback-secret</c>.</summary>
    [Function("GetCallbackSecret")]
    [Operation("Shows the secret that deliveries to callback URLs are signed with", Scopes = KeyScopes.Account)]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<CallbackSecret>))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/callback-secret")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        return Reply(await webhooks.GetCallbackSecretsAsync(caller.OrganisationId, cancellationToken));
    }

    /// <summary><c>POST /api/callback-secret/rotate</c>: a new one; the old one signs beside it until <c>previousSecretUntil</c>.</summary>
    [Function("RotateCallbackSecret")]
    [Operation("Makes a new secret for callback URLs", Scopes = KeyScopes.Account)]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<CallbackSecret>))]
    public async Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/callback-secret/rotate")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        TimeSpan overlap = TimeSpan.FromHours(options.Value.Webhooks.SecretOverlapHours);
        return Reply(await webhooks.RotateCallbackSecretsAsync(caller.OrganisationId, overlap, cancellationToken));
    }

    private IResult Reply(WebhookSecrets secrets)
    {
        bool overlaps = secrets.At(clock.GetUtcNow()).Count > 1;
        return Json.Data(new CallbackSecret(secrets.Current, overlaps ? secrets.PreviousUntil : null));
    }

    private sealed record CallbackSecret(
        [property: JsonPropertyName("secret")] string Secret,
        [property: JsonPropertyName("previousSecretUntil")] DateTimeOffset? PreviousSecretUntil);
}

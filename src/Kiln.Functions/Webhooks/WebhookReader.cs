using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks;

/// <summary>Finds endpoints for a caller. What is not the caller's is not found.</summary>
public sealed class WebhookReader(Authentication authentication, WebhookStore webhooks)
{
    /// <summary>The caller and the endpoint of this identifier.</summary>
    internal async Task<(Caller Caller, WebhookEndpoint Endpoint)> FindAsync(
        HttpRequest request, string id, CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        WebhookSettings settings = await webhooks.GetAsync(caller.OrganisationId, cancellationToken);
        return (caller, settings.Find(id) ?? throw NotFound());
    }

    internal static ApiException NotFound() => ApiException.NotFound("Webhook");
}

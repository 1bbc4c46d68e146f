using Kiln.Functions.Configuration;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>
/// Knows where the events of a job or batch go: the enabled endpoints of its organisation, its own callback URL, and the operator's topic.
/// </summary>
public sealed class DeliveryDestinations(WebhookStore webhooks, IOptions<KilnOptions> options, TimeProvider clock)
{
    private readonly DeliveryDestination? _topic = options.Value.EventGrid is { TopicEndpoint: { } endpoint } settings
        ? new DeliveryDestination(DeliveryDestination.Topic, endpoint.AbsoluteUri, []) { Filter = new WebhookFilter([.. settings.TopicEvents], []) }
        : null;

    /// <summary>False when it is certain, without a read, that nobody wants to hear of it.</summary>
    internal bool MayHaveAny(EventLog log) =>
        _topic is not null || log.CallbackUrl is not null || webhooks.FindRecent(log.OrganisationId) is not { Endpoints.IsEmpty: true };

    /// <summary>Every destination of a job or batch; what was set in the last seconds elsewhere may be missing.</summary>
    internal async Task<IReadOnlyList<DeliveryDestination>> ListAsync(EventLog log, CancellationToken cancellationToken)
    {
        WebhookSettings settings = await webhooks.GetRecentAsync(log.OrganisationId, cancellationToken);
        List<DeliveryDestination> found = [.. settings.Endpoints.Where(endpoint => endpoint.Enabled).Select(ToDestination)];
        if (log.CallbackUrl is not null)
        {
            found.Add(await CallbackOfAsync(log, log.CallbackUrl, cancellationToken));
        }

        if (_topic is not null)
        {
            found.Add(_topic);
        }

        return found;
    }

    /// <summary>The destination as it is set now; null when it is gone or disabled.</summary>
    internal async Task<DeliveryDestination?> FindAsync(DeliveryKey key, EventLog log, CancellationToken cancellationToken)
    {
        switch (key.DestinationId)
        {
            case DeliveryDestination.Topic:
                return _topic;
            case DeliveryDestination.Callback:
                return log.CallbackUrl is null ? null : await CallbackOfAsync(log, log.CallbackUrl, cancellationToken);
            default:
                WebhookSettings settings = await webhooks.GetAsync(key.OrganisationId, cancellationToken);
                return settings.Find(key.DestinationId) is { Enabled: true } endpoint ? ToDestination(endpoint) : null;
        }
    }

    private DeliveryDestination ToDestination(WebhookEndpoint endpoint) => new(endpoint.Id, endpoint.Url, endpoint.Secrets.At(clock.GetUtcNow()))
    {
        Filter = endpoint.Filter,
        Since = endpoint.CreatedAt,
        Endpoint = endpoint,
    };

    private async Task<DeliveryDestination> CallbackOfAsync(EventLog log, string url, CancellationToken cancellationToken)
    {
        WebhookSecrets secrets = await webhooks.GetCallbackSecretsAsync(log.OrganisationId, cancellationToken);
        return new DeliveryDestination(DeliveryDestination.Callback, url, secrets.At(clock.GetUtcNow()));
    }
}

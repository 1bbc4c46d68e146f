using Kiln.Functions.Configuration;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.Webhooks;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>Keeps count of the events that an endpoint did not take, and disables it when it is gone or takes none any more.</summary>
public sealed class EndpointHealth(WebhookStore webhooks, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary>Notes what came of an attempt.</summary>
    internal async Task NoteAsync(string organisationId, WebhookEndpoint endpoint, DeliveryAttempt attempt, DeliveryStatus status)
    {
        int most = options.Value.Webhooks.DisableAfterDeadLetters;
        Func<WebhookEndpoint, WebhookEndpoint>? change = (endpoint, status) switch
        {
            (_, DeliveryStatus.Retrying) or ({ ConsecutiveDeadLetters: 0 }, DeliveryStatus.Delivered) => null,
            (_, DeliveryStatus.Delivered) => current => current with { ConsecutiveDeadLetters = 0 },
            _ when attempt.Gone => current => current.Disable("The endpoint answered 410 Gone", clock.GetUtcNow()),
            _ => current => CountDeadLetter(current, most),
        };
        if (change is not null)
        {
            await webhooks.UpdateAsync(organisationId, endpoint.Id, change, CancellationToken.None);
        }
    }

    private WebhookEndpoint CountDeadLetter(WebhookEndpoint endpoint, int most)
    {
        WebhookEndpoint counted = endpoint with { ConsecutiveDeadLetters = endpoint.ConsecutiveDeadLetters + 1 };
        return counted.ConsecutiveDeadLetters >= most
            ? counted.Disable($"{counted.ConsecutiveDeadLetters} events in a row could not be delivered", clock.GetUtcNow())
            : counted;
    }
}

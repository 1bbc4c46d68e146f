using Kiln.Lifecycle.Events;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>A place that the events of a job or batch are sent to.</summary>
/// <param name="Id">Identifier of an endpoint, <see cref="Callback"/> or <see cref="Topic"/>.</param>
/// <param name="Address">The URL, as it was given.</param>
/// <param name="Secrets">What deliveries are signed with, the newest first; none where the way itself says who sends.</param>
internal sealed record DeliveryDestination(string Id, string Address, IReadOnlyList<string> Secrets)
{
    /// <summary>The destination that is the callback URL of the job or batch itself.</summary>
    public const string Callback = "callback";

    /// <summary>The destination that is the operator's Event Grid topic.</summary>
    public const string Topic = "event_grid";

    /// <summary>Whether one request may bring several events.</summary>
    public bool TakesBatches => Id == Topic;

    /// <summary>Whom the requests go to: what hangs, hangs for all that share it.</summary>
    public string Host => Uri.TryCreate(Address, UriKind.Absolute, out Uri? url) ? url.Authority : Address;

    /// <summary>Which events are sent.</summary>
    public WebhookFilter Filter { get; init; } = WebhookFilter.All;

    /// <summary>Events before this time are not sent.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The record of the endpoint; null for other kinds of destinations.</summary>
    public WebhookEndpoint? Endpoint { get; init; }

    public bool Wants(EventLog log, JobEvent happened) => happened.Time >= Since && Filter.Matches(log.Type, happened.Type);

    /// <summary>The events after a sequence that this destination wants, in order; of those at hand.</summary>
    public IEnumerable<JobEvent> After(EventLog log, long sequence)
    {
        int first = (int)Math.Clamp(sequence - log.EarlierEvents, 0, log.Events.Length);
        for (int index = first; index < log.Events.Length; index++)
        {
            if (Wants(log, log.Events[index]))
            {
                yield return log.Events[index];
            }
        }
    }

    /// <summary>
    /// Whether there may be an event after a sequence that this destination wants: of the part of a long log that is not at hand nobody
    /// knows.
    /// </summary>
    public bool MayHaveAfter(EventLog log, long sequence) => sequence < log.EarlierEvents || After(log, sequence).Any();
}

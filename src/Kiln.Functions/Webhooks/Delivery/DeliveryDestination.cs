using Kiln.Lifecycle.Events;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>A place that a job's events are sent to.</summary>
/// <param name="Id">Identifier of an endpoint, <see cref="Callback"/> or <see cref="Topic"/>.</param>
/// <param name="Address">The URL, as it was given.</param>
/// <param name="Secrets">What deliveries are signed with, the newest first; none where the way itself says who sends.</param>
internal sealed record DeliveryDestination(string Id, string Address, IReadOnlyList<string> Secrets)
{
    /// <summary>The destination that is the job's own callback URL.</summary>
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

    public bool Wants(Job job, JobEvent happened) => happened.Time >= Since && Filter.Matches(job.Type, happened.Type);

    /// <summary>The events after a sequence that this destination wants, in order; of those at hand.</summary>
    public IEnumerable<JobEvent> After(Job job, long sequence)
    {
        int first = (int)Math.Clamp(sequence - job.EarlierEvents, 0, job.Events.Length);
        for (int index = first; index < job.Events.Length; index++)
        {
            if (Wants(job, job.Events[index]))
            {
                yield return job.Events[index];
            }
        }
    }

    /// <summary>
    /// Whether there may be an event after a sequence that this destination wants: of the part of a long log that is not at hand nobody
    /// knows.
    /// </summary>
    public bool MayHaveAfter(Job job, long sequence) => sequence < job.EarlierEvents || After(job, sequence).Any();

    /// <summary>Whether a job has ended and nothing is left to be said of it: its credits are settled too.</summary>
    public static bool IsFinal(Job job) => job.State.IsTerminal() && job.Reservation is null or { AppliedAt: not null };
}

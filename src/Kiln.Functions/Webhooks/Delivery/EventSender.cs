using System.Diagnostics.Metrics;
using Kiln.Functions.EventGrid.Publishing;
using Kiln.Functions.Webhooks.Sending;
using Kiln.Storage.Telemetry;
using Kiln.Storage.Webhooks;

namespace Kiln.Functions.Webhooks.Delivery;

/// <summary>Sends events by the way that their destination asks for, and counts what comes of it.</summary>
public sealed class EventSender(WebhookClient webhooks, TopicPublisher topic)
{
    private static readonly Counter<long> Attempts = Instrumentation.Meter.CreateCounter<long>(
        "kiln.delivery.attempts", "{attempt}", "Requests that brought events to their destinations, by outcome.");

    /// <summary>Sends events once: several only to a destination that takes batches.</summary>
    internal Task<DeliveryAttempt> SendAsync(
        DeliveryDestination destination, IReadOnlyList<WebhookMessage> messages, CancellationToken cancellationToken) =>
        destination.TakesBatches
            ? topic.PublishAsync(messages, cancellationToken)
            : webhooks.SendAsync(destination.Address, messages[0], destination.Secrets, cancellationToken);

    /// <summary>Counts an attempt.</summary>
    internal static void Count(DeliveryDestination destination, DeliveryStatus status) => Attempts.Add(
        1,
        new("kiln.delivery.destination", destination.Endpoint is null ? destination.Id : "webhook"),
        new(Instrumentation.Outcome, status switch
        {
            DeliveryStatus.Delivered => "delivered",
            DeliveryStatus.DeadLettered => "dead_lettered",
            _ => "retrying",
        }));
}

using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Messaging.EventGrid;
using Kiln.Functions.Configuration;
using Kiln.Functions.Webhooks.Sending;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.EventGrid.Publishing;

/// <summary>Publishes events to the Event Grid topic that the operator has named. Tries once; the delivery's own schedule does the rest.</summary>
public sealed class TopicPublisher
{
    private readonly EventGridPublisherClient? _topic;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _limit;

    /// <summary>Creates the publisher.</summary>
    /// <exception cref="InvalidOperationException">The topic's endpoint is neither https nor, where that is allowed, of this machine.</exception>
    public TopicPublisher(IOptions<KilnOptions> options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock;
        _limit = TimeSpan.FromSeconds(options.Value.Webhooks.TimeoutSeconds);
        _topic = options.Value.EventGrid.TopicEndpoint is { } endpoint
            ? CreateClient(Checked(endpoint, options.Value.Webhooks.AllowLoopback), options.Value.EventGrid)
            : null;
    }

    /// <summary>Sends events, in their order, in one request. What goes wrong is part of the answer; only the caller's own cancelling throws.</summary>
    internal async Task<DeliveryAttempt> PublishAsync(IReadOnlyList<WebhookMessage> events, CancellationToken cancellationToken)
    {
        if (_topic is null)
        {
            return new DeliveryAttempt(false, null, "No topic is configured");
        }

        using CancellationTokenSource limit = new(_limit, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Response answer = await _topic.SendEncodedCloudEventsAsync(ToBatch(events), either.Token);
            return new DeliveryAttempt(true, answer.Status, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryAttempt(false, null, $"No answer within {_limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (RequestFailedException failure) when (failure.Status > 0)
        {
            return Judge(failure);
        }
        catch (RequestFailedException)
        {
            return new DeliveryAttempt(false, null, "The connection failed");
        }
        catch (AuthenticationFailedException)
        {
            return new DeliveryAttempt(false, null, "The identity of the app was given no token for Event Grid");
        }
    }

    private static Uri Checked(Uri endpoint, bool allowLoopback) =>
        endpoint.Scheme == Uri.UriSchemeHttps || (allowLoopback && endpoint.IsLoopback)
            ? endpoint
            : throw new InvalidOperationException($"The setting Kiln:EventGrid:TopicEndpoint must begin with https://, and not be '{endpoint}'.");

    private static EventGridPublisherClient CreateClient(Uri endpoint, EventGridOptions options)
    {
        EventGridPublisherClientOptions once = new();
        once.Retry.MaxRetries = 0;
        return options.TopicKey is { Length: > 0 } key
            ? new EventGridPublisherClient(endpoint, new AzureKeyCredential(key), once)
            : new EventGridPublisherClient(endpoint, CreateCredential(options), once);
    }

    private static DefaultAzureCredential CreateCredential(EventGridOptions options) =>
        new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId });

    /// <summary>A JSON array of the events as they were written: the batch form of CloudEvents.</summary>
    private static ReadOnlyMemory<byte> ToBatch(IReadOnlyList<WebhookMessage> events)
    {
        byte[] batch = new byte[events.Sum(message => message.Body.Length) + events.Count + 1];
        int end = 0;
        foreach (WebhookMessage message in events)
        {
            batch[end] = end == 0 ? (byte)'[' : (byte)',';
            message.Body.CopyTo(batch, end + 1);
            end += message.Body.Length + 1;
        }

        batch[end] = (byte)']';
        return batch;
    }

    private DeliveryAttempt Judge(RequestFailedException failure) => new(false, failure.Status, $"HTTP {failure.Status}")
    {
        RetryAfter = failure.GetRawResponse()?.Headers.TryGetValue("Retry-After", out string? text) is true
            ? DeliveryAttempt.ReadRetryAfter(text, _clock.GetUtcNow())
            : null,
        RefusedForGood = failure.Status is StatusCodes.Status400BadRequest or StatusCodes.Status413PayloadTooLarge,
    };
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Kiln.Functions.Configuration;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Webhooks.Sending;

/// <summary>Sends events to subscribers on the open internet, of whom nothing is trusted.</summary>
public sealed class WebhookClient : IDisposable
{
    private const int LargestAnswer = 64 * 1024;
    private const int LargestHeadersKilobytes = 16;
    private const string RequestOrigin = "WebHook-Request-Origin";
    private const string AllowedOrigin = "WebHook-Allowed-Origin";

    private readonly HttpClient _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>Creates the client with the system's name resolution.</summary>
    public WebhookClient(IOptions<KilnOptions> options, TimeProvider clock)
        : this(options, clock, Dns.GetHostAddressesAsync)
    {
    }

    internal WebhookClient(
        IOptions<KilnOptions> options, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _options = options.Value.Webhooks;
        _clock = clock;
        WebhookConnector connector = new(resolve, _options.AllowLoopback);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) => connector.ConnectAsync(context.DnsEndPoint, cancellationToken),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = LargestHeadersKilobytes,
            MaxResponseDrainSize = LargestAnswer,

            // The addresses are looked at again with every new connection; an old one leads where it was checked to lead.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>Sends an event once. What goes wrong on the way is part of the answer; only the caller's own cancelling throws.</summary>
    internal Task<DeliveryAttempt> SendAsync(
        string address, WebhookMessage message, IReadOnlyList<string> secrets, CancellationToken cancellationToken) =>
        ExchangeAsync(address, url => Post(url, message, secrets), Judge, cancellationToken);

    /// <summary>Asks an endpoint for its consent by the CloudEvents handshake; accepted when it is given to this service's origin.</summary>
    internal Task<DeliveryAttempt> AskConsentAsync(string address, CancellationToken cancellationToken) => ExchangeAsync(
        address,
        url =>
        {
            HttpRequestMessage request = new(HttpMethod.Options, url);
            request.Headers.Add(RequestOrigin, _options.Origin);
            return request;
        },
        response =>
        {
            bool consents = response.Headers.TryGetValues(AllowedOrigin, out IEnumerable<string>? origins)
                && origins.Any(origin => origin.Trim() == "*" || origin.Trim().Equals(_options.Origin, StringComparison.OrdinalIgnoreCase));
            return new DeliveryAttempt(consents, (int)response.StatusCode, consents ? null : $"{AllowedOrigin} does not name '{_options.Origin}'");
        },
        cancellationToken);

    private HttpRequestMessage Post(Uri url, WebhookMessage message, IReadOnlyList<string> secrets)
    {
        string timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        ByteArrayContent content = new(message.Body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json") { CharSet = "utf-8" };
        HttpRequestMessage request = new(HttpMethod.Post, url) { Content = content };
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(message.Id, timestamp, message.Body, secrets));
        request.Headers.Add(RequestOrigin, _options.Origin);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Kiln-Webhooks", "1.0"));
        if (message.TraceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", message.TraceParent);
        }

        return request;
    }

    private async Task<DeliveryAttempt> ExchangeAsync(
        string address,
        Func<Uri, HttpRequestMessage> make,
        Func<HttpResponseMessage, DeliveryAttempt> judge,
        CancellationToken cancellationToken)
    {
        if (WebhookUrl.Parse(address, _options.AllowLoopback, out string fault) is not { } url)
        {
            return new DeliveryAttempt(false, null, $"The URL may not be called: {fault}");
        }

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(_options.TimeoutSeconds), _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = make(url);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return judge(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryAttempt(false, null, $"No answer within {_options.TimeoutSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
        catch (HttpRequestException failure)
        {
            return new DeliveryAttempt(false, null, Explain(failure));
        }
    }

    private DeliveryAttempt Judge(HttpResponseMessage response) => new(
        response.IsSuccessStatusCode,
        (int)response.StatusCode,
        response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}")
    {
        RetryAfter = response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? texts)
            ? DeliveryAttempt.ReadRetryAfter(texts.First(), _clock.GetUtcNow())
            : null,
    };

    private static string Explain(HttpRequestException failure) => failure switch
    {
        { InnerException: AddressRefusedException refused } => refused.Message,
        { HttpRequestError: HttpRequestError.NameResolutionError } => "The host's name could not be resolved",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection could be made",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "The answer's headers are too large",
        _ => "The connection failed",
    };
}

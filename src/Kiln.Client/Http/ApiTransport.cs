using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kiln.Client.Http;

/// <summary>
/// Sends requests with the key, turns error replies into <see cref="KilnApiException"/>, and sends a request again when the
/// connection failed or the service asked for patience. Requests may be repeated: reads by nature, creating POSTs by their
/// Idempotency-Key, commands and reports of attempts because asking again changes nothing; what may not is an
/// <see cref="ApiCall.Once"/>.
/// </summary>
internal sealed class ApiTransport : IDisposable
{
    private const int DownloadBlock = 256 * 1024;

    private readonly HttpClient _http;
    private readonly KilnClientOptions _options;
    private readonly Uri _apiRoot;

    /// <param name="options">The service.</param>
    /// <param name="root">Where paths begin below the service's URL: empty, or a path that ends in a slash.</param>
    /// <param name="handler">Where requests go; null for the network.</param>
    public ApiTransport(KilnClientOptions options, string root, HttpMessageHandler? handler)
    {
        _options = options;
        _apiRoot = new Uri($"{options.ServiceUrl.AbsoluteUri.TrimEnd('/')}/{root}");
        _http = new HttpClient(handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>A request to a path below the root; only such requests carry the key, unless they bring one.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null) =>
        new(method, new Uri(path, UriKind.Relative)) { Content = content };

    /// <summary>A request that makes something: a repeat under the same key makes it once.</summary>
    public static HttpRequestMessage Creation(string path, string idempotencyKey, HttpContent content)
    {
        HttpRequestMessage request = Request(HttpMethod.Post, path, content);
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    /// <summary>A text as one segment of a path or one value of a query.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);

    /// <summary>Sends a request and reads its JSON reply.</summary>
    public Task<T> SendAsync<T>(
        Func<HttpRequestMessage> makeRequest, JsonTypeInfo<T> type, ApiCall call, CancellationToken cancellationToken) =>
        WithinAsync(
            call,
            async token =>
            {
                using var response = await RepeatAsync(makeRequest, call, token).ConfigureAwait(false);
                return await ReadAsync(response, type, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Sends a request and reads its JSON reply; null when the service answers that there is nothing.</summary>
    public Task<T?> SendOptionalAsync<T>(
        Func<HttpRequestMessage> makeRequest, JsonTypeInfo<T> type, ApiCall call, CancellationToken cancellationToken)
        where T : class =>
        WithinAsync(
            call,
            async token =>
            {
                using var response = await RepeatAsync(makeRequest, call, token).ConfigureAwait(false);
                return response.StatusCode == HttpStatusCode.NoContent
                    ? null
                    : await ReadAsync(response, type, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Sends a request whose reply has no body of interest.</summary>
    public async Task SendAsync(Func<HttpRequestMessage> makeRequest, ApiCall call, CancellationToken cancellationToken)
    {
        using var response = await WithinAsync(call, token => RepeatAsync(makeRequest, call, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and returns its body as text.</summary>
    public Task<string> ReadTextAsync(Func<HttpRequestMessage> makeRequest, CancellationToken cancellationToken) =>
        WithinAsync(
            ApiCall.Quick,
            async token =>
            {
                using var response = await RepeatAsync(makeRequest, ApiCall.Quick, token).ConfigureAwait(false);
                return await response.Content.ReadAsStringAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Sends a request and copies its body to a stream.</summary>
    public async Task DownloadAsync(Func<HttpRequestMessage> makeRequest, Stream destination, CancellationToken cancellationToken)
    {
        using var response = await RepeatAsync(makeRequest, ApiCall.Transfer, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var block = new byte[DownloadBlock];
            int read;
            while ((read = await ReadAsync(body, block, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await destination.WriteAsync(block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<T> WithinAsync<T>(ApiCall call, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (call != ApiCall.Transfer)
        {
            limit.CancelAfter(_options.RequestTimeout);
        }

        try
        {
            return await run(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The service did not answer within {_options.RequestTimeout.TotalSeconds} s", fault);
        }
    }

    // A fault of the network must not look like one of the disk that is written to.
    private static async Task<int> ReadAsync(Stream body, byte[] block, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(block, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw new HttpRequestException($"The download broke off: {fault.Message}", fault);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
                    ?? throw new JsonException("the body is null");
            }
            catch (JsonException fault)
            {
                throw new UnexpectedReplyException(response.RequestMessage?.RequestUri, fault);
            }
        }
    }

    private async Task<HttpResponseMessage> RepeatAsync(
        Func<HttpRequestMessage> makeRequest, ApiCall call, CancellationToken cancellationToken)
    {
        var pause = _options.FirstPause;
        int tries = call == ApiCall.Once ? 1 : _options.Tries;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(makeRequest, cancellationToken).ConfigureAwait(false);
            }
            catch (KilnApiException fault) when (fault.IsTransient && attempt < tries)
            {
                pause = fault.RetryAfter ?? pause;
            }
            catch (HttpRequestException) when (attempt < tries)
            {
                // Sent again below; the last failure goes to the caller.
            }

            pause = pause < _options.LongestPause ? pause : _options.LongestPause;
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            pause *= 2;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> makeRequest, CancellationToken cancellationToken)
    {
        using var request = makeRequest();
        if (!request.RequestUri!.IsAbsoluteUri)
        {
            request.RequestUri = new Uri(_apiRoot, request.RequestUri);
            if (_options.ClientName is { } name)
            {
                request.Headers.Add("X-Rigyd-Client", name);
            }

            if (_options.ApiKey is { } key && request.Headers.Authorization is null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new KilnApiException(
                response.StatusCode,
                await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false),
                response.Headers.RetryAfter?.Delta);
        }
    }

    private static async Task<ApiError> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (ApiError.Read(body) is { } error)
            {
                return error;
            }
        }
        catch (JsonException)
        {
            // Something in front of the service answered; its status is all there is to tell.
        }

        return new ApiError(
            response.StatusCode == HttpStatusCode.NotFound ? $"Nothing is at {response.RequestMessage!.RequestUri}" : null, null, null, null);
    }
}

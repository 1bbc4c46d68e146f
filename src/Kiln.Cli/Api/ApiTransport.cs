using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kiln.Cli.Api;

/// <summary>
/// Sends requests with the key, turns error replies into <see cref="ApiException"/>, and sends a request again when the
/// connection failed or the service asked for patience. Every request made here may be repeated: reads by nature, creating
/// POSTs by their Idempotency-Key, commands because asking again changes nothing.
/// </summary>
internal sealed class ApiTransport : IDisposable
{
    private const int Tries = 5;
    private const int DownloadBlock = 256 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QuickLimit = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly Uri _apiRoot;
    private readonly string? _apiKey;
    private readonly string _clientName;

    public ApiTransport(Uri serviceUrl, string? apiKey, string clientName, HttpMessageHandler? handler)
    {
        _apiRoot = new Uri(serviceUrl.AbsoluteUri.TrimEnd('/') + "/api/");
        _apiKey = apiKey;
        _clientName = clientName;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>A path below <c>/api/</c>; only such requests carry the key.</summary>
    public static Uri Relative(string path) => new(path, UriKind.Relative);

    /// <summary>Sends a request and reads its JSON reply.</summary>
    public Task<T> SendAsync<T>(
        Func<HttpRequestMessage> makeRequest, JsonTypeInfo<T> type, ApiCall call, CancellationToken cancellationToken) =>
        WithinAsync(
            call,
            async token =>
            {
                using var response = await RepeatAsync(makeRequest, token).ConfigureAwait(false);
                return await ReadAsync(response, type, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Sends a request whose reply has no body of interest.</summary>
    public async Task SendAsync(Func<HttpRequestMessage> makeRequest, ApiCall call, CancellationToken cancellationToken)
    {
        using var response = await WithinAsync(call, token => RepeatAsync(makeRequest, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request and returns its body as text.</summary>
    public Task<string> ReadTextAsync(Func<HttpRequestMessage> makeRequest, CancellationToken cancellationToken) =>
        WithinAsync(
            ApiCall.Quick,
            async token =>
            {
                using var response = await RepeatAsync(makeRequest, token).ConfigureAwait(false);
                return await response.Content.ReadAsStringAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Sends a request and copies its body to a stream.</summary>
    public async Task DownloadAsync(Func<HttpRequestMessage> makeRequest, Stream destination, CancellationToken cancellationToken)
    {
        using var response = await RepeatAsync(makeRequest, cancellationToken).ConfigureAwait(false);
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

    private static async Task<T> WithinAsync<T>(ApiCall call, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (call == ApiCall.Quick)
        {
            limit.CancelAfter(QuickLimit);
        }

        try
        {
            return await run(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"The service did not answer within {QuickLimit.TotalSeconds} s", fault);
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
                throw new CommandFailedException(
                    ExitCodes.ServiceUnavailable,
                    $"{response.RequestMessage!.RequestUri} did not answer as a Kiln service does: {fault.Message}",
                    fault);
            }
        }
    }

    private async Task<HttpResponseMessage> RepeatAsync(Func<HttpRequestMessage> makeRequest, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(makeRequest, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException fault) when (fault.IsTransient && attempt < Tries)
            {
                pause = fault.RetryAfter is { } asked && asked < LongestPause ? asked : pause;
            }
            catch (HttpRequestException) when (attempt < Tries)
            {
                // Sent again below; the last failure goes to the caller.
            }

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
            request.Headers.Add("X-Rigyd-Client", _clientName);
            if (_apiKey is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _apiKey);
            }
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ApiException(
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
            if (JsonSerializer.Deserialize(body, ApiJson.Default.ApiError) is { } error)
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

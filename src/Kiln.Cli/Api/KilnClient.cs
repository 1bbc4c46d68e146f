using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Kiln.Cli.Api;

/// <summary>The service's HTTP API, as the command line uses it. Errors of the service arrive as <see cref="ApiException"/>.</summary>
internal sealed class KilnClient : IDisposable
{
    private const string ClientName = "kiln-cli";
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    private readonly ApiTransport _transport;

    /// <param name="serviceUrl">The service's root, without <c>/api</c>.</param>
    /// <param name="apiKey">Bearer key; null for a service that asks for none.</param>
    /// <param name="handler">Where requests go; null for the network.</param>
    public KilnClient(Uri serviceUrl, string? apiKey, HttpMessageHandler? handler = null) =>
        _transport = new ApiTransport(serviceUrl, apiKey, ClientName, handler);

    /// <summary>Sends a file and its parameters in one multipart request.</summary>
    public Task<Conversion> SubmitAsync(
        ModelFile file,
        IReadOnlyDictionary<string, JsonNode> parameters,
        string idempotencyKey,
        IProgress<double>? progress,
        CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () => Post("conversions", idempotencyKey, Form(file, parameters, progress)),
            ApiJson.Default.EnvelopeConversion,
            ApiCall.Transfer,
            cancellationToken).Data();

    /// <summary>Asks for a place to put a large file.</summary>
    public Task<Upload> CreateUploadAsync(UploadRequest upload, string idempotencyKey, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () => Post("uploads", idempotencyKey, JsonContent.Create(upload, ApiJson.Default.UploadRequest)),
            ApiJson.Default.EnvelopeUpload,
            ApiCall.Quick,
            cancellationToken).Data();

    /// <summary>Puts a file where <see cref="CreateUploadAsync"/> said. The API key does not go along.</summary>
    public Task PutAsync(UploadTarget target, ModelFile file, IProgress<double>? progress, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(new HttpMethod(target.Method), target.Url)
                {
                    Content = new ModelFileContent(file, progress),
                };
                foreach (var (name, value) in target.Headers ?? new Dictionary<string, string>())
                {
                    if (!request.Headers.TryAddWithoutValidation(name, value))
                    {
                        request.Content.Headers.TryAddWithoutValidation(name, value);
                    }
                }

                return request;
            },
            ApiCall.Transfer,
            cancellationToken);

    /// <summary>Submits a file that was put before.</summary>
    public Task<Conversion> SubmitUploadAsync(
        string uploadId, IReadOnlyDictionary<string, JsonNode> parameters, string idempotencyKey, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () =>
            {
                var body = new JsonObject { ["upload_id"] = uploadId };
                foreach (var (name, value) in parameters)
                {
                    body[name] = value.DeepClone();
                }

                return Post("conversions", idempotencyKey, new StringContent(body.ToJsonString(), null, "application/json"));
            },
            ApiJson.Default.EnvelopeConversion,
            ApiCall.Transfer,
            cancellationToken).Data();

    /// <summary>The conversion as it stands.</summary>
    public Task<Conversion> GetAsync(string id, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () => Get($"conversions/{Escape(id)}"), ApiJson.Default.EnvelopeConversion, ApiCall.Quick, cancellationToken).Data();

    /// <summary>The whole payload of a conversion as the service sent it.</summary>
    public Task<string> GetTextAsync(string id, CancellationToken cancellationToken) =>
        _transport.ReadTextAsync(() => Get($"conversions/{Escape(id)}"), cancellationToken);

    /// <summary>A page of conversions, newest first; pages count from 1.</summary>
    public Task<Page<Conversion>> ListAsync(int page, int pageSize, string? status, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () => Get($"conversions?page={page}&pageSize={pageSize}" + (status is null ? "" : $"&status={Escape(status)}")),
            ApiJson.Default.PageConversion,
            ApiCall.Quick,
            cancellationToken);

    /// <summary>Events after a sequence number.</summary>
    /// <param name="id">The job.</param>
    /// <param name="after">Sequence number of the last event already seen; 0 for none.</param>
    /// <param name="wait">True to let the service hold the reply until something happens.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<EventLog> EventsAsync(string id, long after, bool wait, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () => Get($"conversions/{Escape(id)}/events?after={after}&wait={(wait ? LongPoll.TotalSeconds : 0)}"),
            ApiJson.Default.EventLog,
            ApiCall.Quick,
            cancellationToken);

    /// <summary>Asks the service to cancel; the reply may still be a running job with its cancellation noted.</summary>
    public Task<Conversion> CancelAsync(string id, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, ApiTransport.Relative($"conversions/{Escape(id)}/cancel")),
            ApiJson.Default.EnvelopeConversion,
            ApiCall.Quick,
            cancellationToken).Data();

    /// <summary>Writes the ZIP of all outputs to a stream.</summary>
    public Task DownloadResultAsync(string id, Stream destination, CancellationToken cancellationToken) =>
        _transport.DownloadAsync(() => Get($"conversions/{Escape(id)}/result?format=all"), destination, cancellationToken);

    /// <summary>Writes a file behind a presigned URL to a stream. The API key does not go along.</summary>
    public Task DownloadAsync(OutputFile file, Stream destination, CancellationToken cancellationToken) =>
        _transport.DownloadAsync(() => new HttpRequestMessage(HttpMethod.Get, file.Url), destination, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, ApiTransport.Relative(path));

    private static HttpRequestMessage Post(string path, string idempotencyKey, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, ApiTransport.Relative(path)) { Content = content };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    private static MultipartFormDataContent Form(
        ModelFile file, IReadOnlyDictionary<string, JsonNode> parameters, IProgress<double>? progress)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in parameters)
        {
            form.Add(new StringContent(value is JsonValue ? value.ToString() : value.ToJsonString()), name);
        }

        form.Add(new ModelFileContent(file, progress), "file", file.Name);
        return form;
    }
}

using System.Text.Json.Nodes;
using Kiln.Client.Http;
using Kiln.Client.Jobs;
using static Kiln.Client.Http.ApiTransport;

namespace Kiln.Client.Conversions;

/// <summary>Conversions of model files. Refusals arrive as <see cref="KilnApiException"/>.</summary>
public sealed class ConversionsClient
{
    private readonly ApiTransport _transport;

    internal ConversionsClient(ApiTransport transport) => _transport = transport;

    /// <summary>Sends a file and its parameters in one request.</summary>
    /// <param name="file">The model.</param>
    /// <param name="parameters">Parameters under the API's names.</param>
    /// <param name="idempotencyKey">The same key and request again answer the same conversion.</param>
    /// <param name="progress">Told the fraction sent, 0–1; null for nobody.</param>
    /// <param name="cancellationToken">Gives up; the conversion may have been accepted all the same.</param>
    public Task<Conversion> SubmitAsync(
        ModelFile file,
        IReadOnlyDictionary<string, JsonNode> parameters,
        string idempotencyKey,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Creation("conversions", idempotencyKey, Form(file, parameters, progress)),
            ApiJson.Default.EnvelopeConversion,
            ApiCall.Transfer,
            cancellationToken).Data();

    /// <summary>Submits a file that was uploaded before.</summary>
    public Task<Conversion> SubmitUploadAsync(
        string uploadId,
        IReadOnlyDictionary<string, JsonNode> parameters,
        string idempotencyKey,
        CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () =>
            {
                var body = new JsonObject { ["upload_id"] = uploadId };
                foreach (var (name, value) in parameters)
                {
                    body[name] = value.DeepClone();
                }

                return Creation("conversions", idempotencyKey, JsonBody.Of(body));
            },
            ApiJson.Default.EnvelopeConversion,
            ApiCall.Transfer,
            cancellationToken).Data();

    /// <summary>The conversion as it stands.</summary>
    public Task<Conversion> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Request(HttpMethod.Get, $"conversions/{Escape(id)}"),
            ApiJson.Default.EnvelopeConversion,
            ApiCall.Quick,
            cancellationToken).Data();

    /// <summary>The whole payload of a conversion as the service sent it.</summary>
    public Task<string> GetTextAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.ReadTextAsync(() => Request(HttpMethod.Get, $"conversions/{Escape(id)}"), cancellationToken);

    /// <summary>A page of conversions, newest first; pages count from 1.</summary>
    public Task<ItemPage<Conversion>> ListAsync(
        int page, int pageSize, string? status = null, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Request(
                HttpMethod.Get,
                $"conversions?page={page}&pageSize={pageSize}" + (status is null ? "" : $"&status={Escape(status)}")),
            ApiJson.Default.ItemPageConversion,
            ApiCall.Quick,
            cancellationToken);

    /// <summary>Events after a sequence number.</summary>
    /// <param name="id">The conversion.</param>
    /// <param name="after">Sequence number of the last event already seen; 0 for none.</param>
    /// <param name="wait">How long the service may hold the reply until something happens; at most 20 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<EventLog> EventsAsync(string id, long after, TimeSpan wait, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Request(HttpMethod.Get, $"conversions/{Escape(id)}/events?after={after}&wait={(int)wait.TotalSeconds}"),
            ApiJson.Default.EventLog,
            ApiCall.Quick,
            cancellationToken);

    /// <summary>Asks the service to cancel; the reply may still be a running conversion with its cancellation noted.</summary>
    public Task<Conversion> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Request(HttpMethod.Post, $"conversions/{Escape(id)}/cancel"),
            ApiJson.Default.EnvelopeConversion,
            ApiCall.Quick,
            cancellationToken).Data();

    /// <summary>Writes the ZIP of all outputs to a stream.</summary>
    public Task DownloadResultAsync(string id, Stream destination, CancellationToken cancellationToken = default) =>
        _transport.DownloadAsync(
            () => Request(HttpMethod.Get, $"conversions/{Escape(id)}/result?format=all"), destination, cancellationToken);

    /// <summary>Writes a file behind a presigned URL to a stream. The API key does not go along.</summary>
    public Task DownloadAsync(OutputFile file, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return _transport.DownloadAsync(() => new HttpRequestMessage(HttpMethod.Get, file.Url), destination, cancellationToken);
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

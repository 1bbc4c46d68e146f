using System.Text.Json.Nodes;
using Kiln.Client.Http;
using Kiln.Client.Jobs;
using static Kiln.Client.Http.ApiTransport;

namespace Kiln.Client.Batches;

/// <summary>Many jobs at once. Refusals arrive as <see cref="KilnApiException"/>.</summary>
public sealed class BatchesClient
{
    private readonly ApiTransport _transport;

    internal BatchesClient(ApiTransport transport) => _transport = transport;

    /// <summary>Submits a batch.</summary>
    /// <param name="submission">The body: <c>type</c>, <c>items</c>, and what they share under <c>defaults</c>.</param>
    /// <param name="idempotencyKey">The same key and body again answer the same batch.</param>
    /// <param name="cancellationToken">Gives up; the batch may have been accepted all the same.</param>
    public Task<Batch> SubmitAsync(JsonObject submission, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return _transport.SendAsync(
            () => Creation("batches", idempotencyKey, JsonBody.Of(submission)),
            ApiJson.Default.EnvelopeBatch,
            ApiCall.Quick,
            cancellationToken).Data();
    }

    /// <summary>The batch as it stands.</summary>
    public Task<Batch> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Request(HttpMethod.Get, $"batches/{Escape(id)}"), ApiJson.Default.EnvelopeBatch, ApiCall.Quick, cancellationToken).Data();

    /// <summary>A page of its jobs, in the order of its items.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="status">States, separated by commas; null for all.</param>
    /// <param name="limit">The most jobs of the page, 1–200.</param>
    /// <param name="cursor">The last page's <see cref="CursorPageMeta.Next"/>; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CursorPage<Job>> JobsAsync(
        string id, string? status = null, int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        string query = $"batches/{Escape(id)}/jobs?limit={limit}"
            + (status is null ? "" : $"&status={Escape(status)}")
            + (cursor is null ? "" : $"&cursor={Escape(cursor)}");
        return _transport.SendAsync(() => Request(HttpMethod.Get, query), ApiJson.Default.CursorPageJob, ApiCall.Quick, cancellationToken);
    }

    /// <summary>Asks for the end of every job that has not ended.</summary>
    public Task<Batch> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Request(HttpMethod.Post, $"batches/{Escape(id)}/cancel"),
            ApiJson.Default.EnvelopeBatch,
            ApiCall.Quick,
            cancellationToken).Data();

    /// <summary>Writes the ZIP of all results to a stream, a folder for each job.</summary>
    public Task DownloadResultAsync(string id, Stream destination, CancellationToken cancellationToken = default) =>
        _transport.DownloadAsync(() => Request(HttpMethod.Get, $"batches/{Escape(id)}/result"), destination, cancellationToken);
}

using System.Text.Json.Nodes;
using Kiln.Client.Http;
using static Kiln.Client.Http.ApiTransport;

namespace Kiln.Client.Jobs;

/// <summary>Jobs of every kind. Refusals arrive as <see cref="KilnApiException"/>.</summary>
public sealed class JobsClient
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly ApiTransport _transport;

    internal JobsClient(ApiTransport transport) => _transport = transport;

    /// <summary>Submits a job.</summary>
    /// <param name="submission">The body: <c>type</c> and what that type takes.</param>
    /// <param name="idempotencyKey">The same key and body again answer the same job.</param>
    /// <param name="cancellationToken">Gives up; the job may have been accepted all the same.</param>
    public Task<Job> SubmitAsync(JsonObject submission, string idempotencyKey, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        return _transport.SendAsync(
            () => Creation("jobs", idempotencyKey, JsonBody.Of(submission)), ApiJson.Default.EnvelopeJob, ApiCall.Quick, cancellationToken)
            .Data();
    }

    /// <summary>The job as it stands.</summary>
    public Task<Job> GetAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Get, $"jobs/{Escape(id)}", cancellationToken);

    /// <summary>A page of jobs, newest first.</summary>
    /// <param name="status">States, separated by commas; null for all.</param>
    /// <param name="limit">The most jobs of the page, 1–200.</param>
    /// <param name="cursor">The last page's <see cref="CursorPageMeta.Next"/>; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CursorPage<Job>> ListAsync(
        string? status = null, int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        string query = $"jobs?limit={limit}"
            + (status is null ? "" : $"&status={Escape(status)}")
            + (cursor is null ? "" : $"&cursor={Escape(cursor)}");
        return _transport.SendAsync(
            () => Request(HttpMethod.Get, query), ApiJson.Default.CursorPageJob, ApiCall.Quick, cancellationToken);
    }

    /// <summary>Events after a sequence number.</summary>
    /// <param name="id">The job.</param>
    /// <param name="after">Sequence number of the last event already seen; 0 for none.</param>
    /// <param name="wait">How long the service may hold the reply until something happens; at most 20 seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<EventLog> EventsAsync(string id, long after, TimeSpan wait, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(
            () => Request(HttpMethod.Get, $"jobs/{Escape(id)}/events?after={after}&wait={(int)wait.TotalSeconds}"),
            ApiJson.Default.EventLog,
            ApiCall.Quick,
            cancellationToken);

    /// <summary>Waits for the end of a job by long polls of its log, and answers the job as it ended.</summary>
    public async Task<Job> WaitAsync(string id, CancellationToken cancellationToken = default)
    {
        Job job = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        while (!job.IsTerminal)
        {
            await EventsAsync(id, job.LastSequence, LongestWait, cancellationToken).ConfigureAwait(false);
            job = await GetAsync(id, cancellationToken).ConfigureAwait(false);
        }

        return job;
    }

    /// <summary>Asks for the end; the reply may still be a running job with its cancellation noted.</summary>
    public Task<Job> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"jobs/{Escape(id)}/cancel", cancellationToken);

    /// <summary>No new work is begun, running work is given back, the deadline stands still.</summary>
    public Task<Job> PauseAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"jobs/{Escape(id)}/pause", cancellationToken);

    /// <summary>Ends a pause.</summary>
    public Task<Job> ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"jobs/{Escape(id)}/resume", cancellationToken);

    /// <summary>Opens the gate that the job waits at.</summary>
    public Task<Job> ApproveAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"jobs/{Escape(id)}/approve", cancellationToken);

    /// <summary>Runs a failed or timed-out job again under the same identifier. Sent once: another try could follow another failure.</summary>
    public Task<Job> RetryAsync(string id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"jobs/{Escape(id)}/retry", cancellationToken, ApiCall.Once);

    /// <summary>Removes a job that has ended, with all its content.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(() => Request(HttpMethod.Delete, $"jobs/{Escape(id)}"), ApiCall.Quick, cancellationToken);

    private Task<Job> SendAsync(
        HttpMethod method, string path, CancellationToken cancellationToken, ApiCall call = ApiCall.Quick) =>
        _transport.SendAsync(() => Request(method, path), ApiJson.Default.EnvelopeJob, call, cancellationToken).Data();
}

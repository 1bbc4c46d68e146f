using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Client.Http;
using static Kiln.Client.Http.ApiTransport;

namespace Kiln.Client.Tasks;

/// <summary>
/// Tasks as workers see them: take one, report on it, end it. A lease that was superseded is refused with status 409; the attempt
/// must stop then. Repeating a report is harmless.
/// </summary>
public sealed class TasksClient
{
    private readonly ApiTransport _transport;

    internal TasksClient(ApiTransport transport) => _transport = transport;

    /// <summary>Takes the next task; null when none was ready within the wait. Sent once: another try could take another task.</summary>
    public async Task<ClaimedTask?> ClaimAsync(TaskClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Envelope<ClaimedTask>? reply = await _transport.SendOptionalAsync(
            () => Request(HttpMethod.Post, "tasks/claim", JsonBody.Of(JsonSerializer.SerializeToNode(claim, ApiJson.Default.TaskClaim)!)),
            ApiJson.Default.EnvelopeClaimedTask,
            ApiCall.Once,
            cancellationToken).ConfigureAwait(false);
        return reply?.Data;
    }

    /// <summary>Says that the attempt has begun.</summary>
    public Task<LeaseState> StartAsync(ClaimedTask task, CancellationToken cancellationToken = default) =>
        LeaseAsync(task, "start", [], cancellationToken);

    /// <summary>Renews the lease and learns whether to stop.</summary>
    public Task<LeaseState> HeartbeatAsync(ClaimedTask task, TimeSpan lease, CancellationToken cancellationToken = default) =>
        LeaseAsync(task, "heartbeat", new JsonObject { ["lease_seconds"] = (int)lease.TotalSeconds }, cancellationToken);

    /// <summary>Tells how far the attempt is, renews the lease and learns whether to stop.</summary>
    /// <param name="task">The task.</param>
    /// <param name="percent">0–100 of the task.</param>
    /// <param name="step">What is being done, for people; null leaves the last word.</param>
    /// <param name="lease">How long the lease lasts from now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<LeaseState> ReportAsync(
        ClaimedTask task, int percent, string? step, TimeSpan lease, CancellationToken cancellationToken = default) =>
        LeaseAsync(
            task,
            "progress",
            new JsonObject { ["percent"] = percent, ["step"] = step, ["lease_seconds"] = (int)lease.TotalSeconds },
            cancellationToken);

    /// <summary>Says that the work is done.</summary>
    public Task CompleteAsync(ClaimedTask task, JsonElement? result = null, CancellationToken cancellationToken = default) =>
        EndAsync(task, "complete", result is { } value ? new JsonObject { ["result"] = JsonNode.Parse(value.GetRawText()) } : [], cancellationToken);

    /// <summary>Says that the attempt failed.</summary>
    public Task FailAsync(
        ClaimedTask task, string code, string message, bool retryable, CancellationToken cancellationToken = default) =>
        EndAsync(
            task, "fail", new JsonObject { ["code"] = code, ["message"] = message, ["retryable"] = retryable }, cancellationToken);

    /// <summary>Gives the task back, uncounted; a job that is being cancelled ends so.</summary>
    public Task ReleaseAsync(ClaimedTask task, CancellationToken cancellationToken = default) =>
        EndAsync(task, "release", [], cancellationToken);

    private Task<LeaseState> LeaseAsync(ClaimedTask task, string verb, JsonObject body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        return _transport.SendAsync(() => Report(task, verb, body), ApiJson.Default.EnvelopeLeaseState, ApiCall.Quick, cancellationToken)
            .Data();
    }

    private Task EndAsync(ClaimedTask task, string verb, JsonObject body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        return _transport.SendAsync(() => Report(task, verb, body), ApiCall.Quick, cancellationToken);
    }

    private static HttpRequestMessage Report(ClaimedTask task, string verb, JsonObject body)
    {
        body["lease_token"] = task.LeaseToken;
        return Request(HttpMethod.Post, $"jobs/{Escape(task.JobId)}/tasks/{Escape(task.TaskId)}/{verb}", JsonBody.Of(body));
    }
}

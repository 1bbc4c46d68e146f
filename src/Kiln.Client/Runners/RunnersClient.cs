using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kiln.Client.Conversions;
using Kiln.Client.Http;
using Kiln.Client.Uploads;
using static Kiln.Client.Http.ApiTransport;

namespace Kiln.Client.Runners;

/// <summary>
/// The protocol of runners: register, claim runs, report on them. Refusals arrive as <see cref="KilnApiException"/>; status 409 on a
/// report means that the lease is lost and the run is to be dropped.
/// </summary>
public sealed class RunnersClient : IDisposable
{
    private readonly ApiTransport _transport;
    private readonly UploadsClient _uploads;
    private RunnerGrant? _grant;

    /// <summary>Talks to a service.</summary>
    /// <param name="options">Its root (the URL that ends in <c>/lynx</c>) and a key that may register runners.</param>
    /// <param name="handler">Where requests go; null for the network.</param>
    public RunnersClient(KilnClientOptions options, HttpMessageHandler? handler = null)
    {
        _transport = new ApiTransport(options, "", handler);
        _uploads = new UploadsClient(_transport);
    }

    /// <summary>What the registration granted; null before.</summary>
    public RunnerGrant? Grant => _grant;

    /// <summary>Registers the runner; a restarted one, known by its instance key, gets a new token and loses its old leases.</summary>
    public async Task<RunnerGrant> RegisterAsync(RunnerRegistration registration, CancellationToken cancellationToken = default)
    {
        JsonNode body = JsonSerializer.SerializeToNode(registration, ApiJson.Default.RunnerRegistration)!;
        return _grant = await _transport.SendAsync(
            () => Request(HttpMethod.Post, "runners", JsonBody.Of(body)), ApiJson.Default.RunnerGrant, ApiCall.Quick, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Takes runs; none when nothing fitted within the wait. Sent once: another try could take other runs.</summary>
    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int maxJobs, int waitSeconds, CancellationToken cancellationToken = default)
    {
        ClaimedRuns? runs = await _transport.SendOptionalAsync(
            () => Own($"runners/{RunnerId}/claim", new JsonObject { ["max_jobs"] = maxJobs, ["wait_secs"] = waitSeconds }),
            ApiJson.Default.ClaimedRuns,
            ApiCall.Once,
            cancellationToken).ConfigureAwait(false);
        return runs?.Jobs ?? [];
    }

    /// <summary>Renews the leases of the runs that it names and learns what to do with each.</summary>
    public Task<RunnerBeatReply> HeartbeatAsync(IReadOnlyList<ClaimedRun> runs, CancellationToken cancellationToken = default)
    {
        RunnerBeat beat = new([.. runs.Select(run => new RunBeat(run.JobId, run.LeaseToken))]);
        JsonNode body = JsonSerializer.SerializeToNode(beat, ApiJson.Default.RunnerBeat)!;
        return _transport.SendAsync(
            () => Own($"runners/{RunnerId}/heartbeat", body), ApiJson.Default.RunnerBeatReply, ApiCall.Quick, cancellationToken);
    }

    /// <summary>Says that a run has begun.</summary>
    public Task StartAsync(ClaimedRun run, CancellationToken cancellationToken = default) =>
        ReportAsync(run, "start", [], cancellationToken);

    /// <summary>Says that a run ended well.</summary>
    /// <param name="run">The run.</param>
    /// <param name="executionTime">How long it ran.</param>
    /// <param name="outputs">Names of its outputs, which must have been put, or URIs of places elsewhere.</param>
    /// <param name="metadata">Facts that the result shows; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CompleteAsync(
        ClaimedRun run,
        TimeSpan executionTime,
        IEnumerable<string> outputs,
        JsonObject? metadata = null,
        CancellationToken cancellationToken = default) =>
        ReportAsync(
            run,
            "complete",
            new JsonObject
            {
                ["execution_time_secs"] = executionTime.TotalSeconds,
                ["output_files"] = NamesOf(outputs),
                ["metadata"] = metadata?.DeepClone(),
            },
            cancellationToken);

    /// <summary>Says that a run failed.</summary>
    public Task FailAsync(ClaimedRun run, RunFailure failure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(failure);
        JsonObject body = new()
        {
            ["error_message"] = failure.Message,
            ["reason"] = failure.Reason,
            ["retryable"] = failure.Retryable,
            ["condition"] = failure.Condition,
            ["execution_time_secs"] = failure.ExecutionTime.TotalSeconds,
            ["output_files"] = NamesOf(failure.Outputs),
        };
        return ReportAsync(run, "fail", body, cancellationToken);
    }

    /// <summary>Says that a run has stopped because its cancellation was asked for.</summary>
    public Task CancelledAsync(ClaimedRun run, TimeSpan executionTime, CancellationToken cancellationToken = default) =>
        ReportAsync(
            run, "cancelled", new JsonObject { ["execution_time_secs"] = executionTime.TotalSeconds }, cancellationToken);

    /// <summary>Gives back a run that has not begun.</summary>
    public Task ReleaseAsync(ClaimedRun run, CancellationToken cancellationToken = default) =>
        ReportAsync(run, "release", [], cancellationToken);

    /// <summary>Asks for places to put a run's outputs.</summary>
    public async Task<IReadOnlyList<OutputUpload>> UploadsAsync(
        ClaimedRun run, IReadOnlyList<RunOutput> outputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        JsonObject body = new()
        {
            ["lease_token"] = run.LeaseToken,
            ["files"] = JsonSerializer.SerializeToNode(outputs, ApiJson.Default.IReadOnlyListRunOutput),
        };
        OutputUploads places = await SendAsync(run.UploadUrl.AbsoluteUri, body, ApiJson.Default.OutputUploads, cancellationToken)
            .ConfigureAwait(false);
        return places.Uploads;
    }

    /// <summary>Puts an output where <see cref="UploadsAsync"/> said.</summary>
    public Task PutAsync(OutputUpload place, ModelFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        return _uploads.PutAsync(new UploadTarget(place.Method, place.Url, place.Headers), file, null, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static JsonArray NamesOf(IEnumerable<string> outputs) => new([.. outputs.Select(name => JsonValue.Create(name))]);

    private string RunnerId => Escape(Registered.Runner.Id);

    private RunnerGrant Registered => _grant ?? throw new InvalidOperationException("The runner is not registered.");

    private Task ReportAsync(ClaimedRun run, string verb, JsonObject body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        body["lease_token"] = run.LeaseToken;
        return _transport.SendAsync(() => Own($"jobs/{Escape(run.JobId)}/{verb}", body), ApiCall.Quick, cancellationToken);
    }

    private Task<T> SendAsync<T>(string path, JsonObject body, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        _transport.SendAsync(() => Own(path, body), type, ApiCall.Quick, cancellationToken);

    /// <summary>A request under the runner's own token.</summary>
    private HttpRequestMessage Own(string path, JsonNode body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(path, UriKind.RelativeOrAbsolute)) { Content = JsonBody.Of(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Registered.RunnerToken);
        return request;
    }
}

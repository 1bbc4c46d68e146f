using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Access;
using Kiln.Functions.Surfaces.Lynx.Attempts;
using Kiln.Storage.Runners;

namespace Kiln.Functions.Surfaces.Lynx.Runners;

/// <summary>Takes the heartbeats of runners.</summary>
public sealed class HeartbeatRunner(LynxAccess access, RunHeartbeats heartbeats)
{
    private const int MostJobs = 10_000;

    /// <summary><c>POST /runners/{id}/heartbeat</c>: renews the leases that are named, and says what to do with each run.</summary>
    [Function("LynxHeartbeat")]
    [Operation("Renews the leases of a runner and says what to do with each run", ForRunners = true, Refusals = [400, 403, 404])]
    [RequestBody(typeof(HeartbeatBody))]
    [Reply(StatusCodes.Status200OK, typeof(HeartbeatReply))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "lynx/runners/{id}/heartbeat")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Runner runner = await access.RequireRunnerAsync(request, id, cancellationToken);
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        MemberReader fields = new(body, rejectUnknown: true);
        fields.Object("metrics");
        List<RunBeat> beats = [.. fields.Objects("jobs").Select(Read)];
        if (beats.Count > MostJobs)
        {
            fields.Fault("jobs", $"Must have at most {MostJobs} items");
        }

        fields.Finish().ThrowIfFaulty();
        RunOrder[] orders = await Task.WhenAll(beats.Select(beat => heartbeats.BeatAsync(client, runner, beat, cancellationToken)));
        return LynxJson.Reply(new HeartbeatReply(runner.Drained, orders));
    }

    private static RunBeat Read(MemberReader fields)
    {
        string? jobId = fields.Text("job_id", 100, required: true);
        string? token = fields.Text("lease_token", 100, required: true);
        double? progress = fields.Number("progress");
        if (progress is < 0 or > 100)
        {
            fields.Fault("progress", "Must be from 0 to 100");
        }

        string? message = fields.Text("message", 1000, shortest: 0);
        fields.Finish();
        return new RunBeat(jobId ?? "", token ?? "", progress, message);
    }
}

/// <summary>A heartbeat.</summary>
/// <param name="Jobs">The runs under way; leases that are not named are not renewed.</param>
/// <param name="Metrics">Figures of the runner's own.</param>
internal sealed record HeartbeatBody(IReadOnlyList<RunBeat>? Jobs, IReadOnlyDictionary<string, JsonElement>? Metrics);

/// <summary>What to do.</summary>
/// <param name="Drain">True while the runner takes no more runs.</param>
/// <param name="Jobs">What to do with each run that was named, in the same order.</param>
internal sealed record HeartbeatReply(bool Drain, IReadOnlyList<RunOrder> Jobs);

/// <summary>That a run is under way.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="LeaseToken">The attempt's token.</param>
/// <param name="Progress">0–100, or null.</param>
/// <param name="Message">What it is doing, for people, or null.</param>
internal sealed record RunBeat(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("lease_token")] string LeaseToken,
    double? Progress,
    string? Message);

/// <summary>What to do with a run.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="Action"><c>continue</c>, <c>cancel</c>, <c>pause</c>, <c>resume</c> or <c>kill</c>.</param>
/// <param name="Reason">Why, when it is not to continue.</param>
/// <param name="LeaseExpiresAt">When the lease ends; null when it has.</param>
internal sealed record RunOrder(
    [property: JsonPropertyName("job_id")] string JobId,
    string Action,
    string? Reason,
    [property: JsonPropertyName("lease_expires_at")] DateTimeOffset? LeaseExpiresAt);

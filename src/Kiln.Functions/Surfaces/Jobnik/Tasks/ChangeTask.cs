using Kiln.Functions.Configuration;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.ApiKeys;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Tasks;

/// <summary>What workers report on their tasks.</summary>
public sealed class ChangeTask(JobnikGate gate, JobnikJobs jobs, IOptions<KilnOptions> options, TimeProvider clock)
{
    private const string LeaseToken = "X-Kiln-Lease-Token";
    private const string LeaseTokenText = "The token of the attempt, from the reply that handed the task out";

    private static readonly RequestRules Notes = RequestRules.OfBody(Rules.UserMetadata);
    private static readonly RequestRules NewStatus = RequestRules.OfBody(Rules.NewTaskStatus);

    /// <summary><c>PATCH /v1/tasks/{taskId}/user-metadata</c>: replaces the whole, and renews the lease.</summary>
    [Function("JobnikSetTaskMetadata")]
    [Operation("Replaces the user metadata of a task", Scopes = KeyScopes.Jobs | KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415])]
    [RequestBody(typeof(RequestBodies.UserMetadata))]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    public async Task<IResult> Metadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "jobnik/v1/tasks/{taskId}/user-metadata")] HttpRequest request,
        string taskId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, Notes, cancellationToken, (nameof(taskId), taskId, Rules.Id));
        await jobs.ChangeTaskAsync(
            asked.Organisation, taskId, (_, task) => new SetUserMetadata(asked.NewMetadata(), TaskId: task.Id));
        return JobnikJson.Reply(new JobnikSuccess(JobnikCodes.TaskModified));
    }

    /// <summary><c>PUT /v1/tasks/{taskId}/status</c>: the attempt is done, or failed.</summary>
    [Function("JobnikSetTaskStatus")]
    [Operation("Reports that an attempt is done, or failed", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409, 413, 415])]
    [Parameter(LeaseToken, typeof(string), LeaseTokenText, Header = true)]
    [RequestBody(typeof(RequestBodies.TaskStatus))]
    [Reply(StatusCodes.Status200OK, typeof(JobnikTask))]
    public async Task<IResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "jobnik/v1/tasks/{taskId}/status")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, NewStatus, cancellationToken, (nameof(taskId), taskId, Rules.Id));
        string status = asked.BodyText("status")!;
        bool tokenRequired = options.Value.Jobnik.RequireLeaseToken;
        Outcome outcome = await jobs.ChangeTaskAsync(
            asked.Organisation, taskId, (_, task) => StatusChange.OfTask(task, status, asked.LeaseToken, tokenRequired));
        if (outcome is Outcome.Refused)
        {
            throw JobnikRefusals.TaskUpdateFailed();
        }

        await JobDriver.FollowAsync(client, outcome, status, CancellationToken.None);
        (Stage stage, JobTask changed) = JobnikJobs.TaskOf(outcome.Job, taskId);
        return JobnikJson.Reply(JobnikTask.Of(stage, changed));
    }

    /// <summary><c>POST /v1/tasks/{taskId}/heartbeat</c>: renews the lease, and tells the worker whether to stop.</summary>
    [Function("JobnikHeartbeat")]
    [Operation("Says that a worker is alive, and tells it whether to stop", Scopes = KeyScopes.Workers, Refusals = [400, 404, 409])]
    [Parameter(LeaseToken, typeof(string), LeaseTokenText, Header = true)]
    [Reply(StatusCodes.Status200OK, typeof(HeartbeatReply))]
    public async Task<IResult> Heartbeat(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobnik/v1/tasks/{taskId}/heartbeat")] HttpRequest request,
        string taskId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, RequestRules.None, cancellationToken, (nameof(taskId), taskId, Rules.Id));
        JobnikOptions settings = options.Value.Jobnik;
        TimeSpan lease = TimeSpan.FromSeconds(settings.HeartbeatLeaseSeconds);
        Outcome outcome = await jobs.ChangeTaskAsync(
            asked.Organisation, taskId, (_, task) => StatusChange.OfWorker(task, asked.LeaseToken, settings.RequireLeaseToken, lease));
        if (outcome is Outcome.Refused)
        {
            throw JobnikRefusals.TaskUpdateFailed();
        }

        Job job = outcome.Job;
        DateTimeOffset expiry = JobnikJobs.TaskOf(job, taskId).Task.Lease?.ExpiresAt ?? clock.GetUtcNow();
        return JobnikJson.Reply(new HeartbeatReply(job.State.IsTerminal() || job.CancelRequested, job.Suspended, expiry));
    }
}

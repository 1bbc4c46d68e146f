using Kiln.Functions.Jobs;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Orchestration;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.ApiKeys;

namespace Kiln.Functions.Surfaces.Jobnik.Jobs;

/// <summary>Changes jobs: notes, priority, status, sealing, deletion.</summary>
public sealed class ChangeJob(JobnikGate gate, JobnikJobs jobs, JobPurge purge)
{
    private static readonly RequestRules Notes = RequestRules.OfBody(Rules.UserMetadata);
    private static readonly RequestRules NewPriority = RequestRules.OfBody(Rules.NewPriority);
    private static readonly RequestRules NewStatus = RequestRules.OfBody(Rules.NewJobStatus);

    /// <summary><c>PATCH /v1/jobs/{jobId}/user-metadata</c>: replaces the whole.</summary>
    [Function("JobnikSetJobMetadata")]
    [Operation("Replaces the user metadata of a job", Scopes = KeyScopes.Jobs | KeyScopes.Workers, Refusals = [400, 404, 413, 415])]
    [RequestBody(typeof(RequestBodies.UserMetadata))]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    public async Task<IResult> Metadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "jobnik/v1/jobs/{jobId}/user-metadata")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, Notes, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        await jobs.ChangeJobAsync(asked.Organisation, jobId, _ => new SetUserMetadata(asked.NewMetadata()));
        return Modified();
    }

    /// <summary><c>PATCH /v1/jobs/{jobId}/priority</c>: 204 with the header <c>Reason</c> when it has that priority already.</summary>
    [Function("JobnikSetPriority")]
    [Operation("Changes the priority of a job", Refusals = [400, 404, 413, 415])]
    [RequestBody(typeof(RequestBodies.Priority))]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    [Reply(StatusCodes.Status204NoContent, Description = "The job has that priority already")]
    public async Task<IResult> Priority(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "jobnik/v1/jobs/{jobId}/priority")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, NewPriority, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        SetPriority command = new(PriorityWords.ValueOf(asked.BodyText("priority")!));
        if (await jobs.ChangeJobAsync(asked.Organisation, jobId, _ => command) is Outcome.Applied)
        {
            return Modified();
        }

        request.HttpContext.Response.Headers["Reason"] = JobnikCodes.SamePriority;
        return TypedResults.NoContent();
    }

    /// <summary><c>PUT /v1/jobs/{jobId}/status</c>: pauses, resumes or aborts.</summary>
    [Function("JobnikSetJobStatus")]
    [Operation("Pauses, resumes or aborts a job", Refusals = [400, 404, 413, 415])]
    [RequestBody(typeof(RequestBodies.JobStatus))]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    public async Task<IResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "jobnik/v1/jobs/{jobId}/status")] HttpRequest request,
        string jobId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, NewStatus, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        string status = asked.BodyText("status")!;
        Outcome outcome = await jobs.ChangeJobAsync(asked.Organisation, jobId, job => StatusChange.OfJob(job, status));
        if (outcome is Outcome.Refused { Job: var job })
        {
            throw JobnikRefusals.IllegalTransition(JobnikCodes.IllegalJobStatus, JobnikWords.Of(job), status);
        }

        await JobDriver.FollowAsync(client, outcome, status, CancellationToken.None);
        return Modified();
    }

    /// <summary><c>POST /v1/jobs/{jobId}/seal</c>: no more stages will come; completes the job when all it has are completed.</summary>
    [Function("JobnikSealJob")]
    [Operation("Says that no more stages will come", Refusals = [400, 404])]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    public async Task<IResult> Seal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobnik/v1/jobs/{jobId}/seal")] HttpRequest request,
        string jobId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, RequestRules.None, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        Outcome outcome = await jobs.ChangeJobAsync(asked.Organisation, jobId, _ => new Seal());
        await JobDriver.FollowAsync(client, outcome, "seal", CancellationToken.None);
        return Modified();
    }

    /// <summary><c>DELETE /v1/jobs/{jobId}</c>: removes a finished job with its stages and tasks.</summary>
    [Function("JobnikDeleteJob")]
    [Operation("Removes a finished job with its stages and tasks", Refusals = [400, 404])]
    [Reply(StatusCodes.Status200OK, typeof(JobnikSuccess))]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "jobnik/v1/jobs/{jobId}")] HttpRequest request,
        string jobId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, RequestRules.None, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        Job job = await jobs.FindJobAsync(asked.Organisation, jobId, cancellationToken);
        return await purge.PurgeAsync(client, job, cancellationToken)
            ? JobnikJson.Reply(new JobnikSuccess(JobnikCodes.JobDeleted))
            : throw JobnikRefusals.JobUnfinished();
    }

    private static IResult Modified() => JobnikJson.Reply(new JobnikSuccess(JobnikCodes.JobModified));
}

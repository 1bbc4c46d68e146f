using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>Cancel, pause, resume, retry, approve and delete, for a job of any surface.</summary>
public sealed class JobCommands(
    JobReader reader, JobControl control, JobPurge purge, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary><c>POST /api/jobs/{id}/cancel</c>: 200 when it is cancelled, 202 when an executor must stop first.</summary>
    [Function("CancelJob")]
    [Operation("Cancels a job", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<JobPayload>))]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Job job = await ApplyAsync(request, id, new RequestCancel(options.Value.Workers.CancelGrace), "cancel", client, cancellationToken);
        return Reply(job, JobControl.StatusOfCancel(job));
    }

    /// <summary><c>POST /api/jobs/{id}/pause</c>.</summary>
    [Function("PauseJob")]
    [Operation("Pauses a job", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/pause")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        Reply(await ApplyAsync(request, id, new Pause(), "pause", client, cancellationToken));

    /// <summary><c>POST /api/jobs/{id}/resume</c>.</summary>
    [Function("ResumeJob")]
    [Operation("Resumes a paused job", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/resume")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        Reply(await ApplyAsync(request, id, new Resume(), "resume", client, cancellationToken));

    /// <summary><c>POST /api/jobs/{id}/approve</c>: opens the gate that the job waits at.</summary>
    [Function("ApproveJob")]
    [Operation("Opens the gate that a job waits at", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Approve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/approve")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        Reply(await ApplyAsync(request, id, new Approve(), "approve", client, cancellationToken));

    /// <summary><c>POST /api/jobs/{id}/retry</c>: runs a failed or timed-out job again.</summary>
    [Function("RetryJob")]
    [Operation("Runs a failed or timed-out job again", Guarded = true, Refusals = [402, 404, 409])]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Retry(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/retry")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (Caller caller, Job job) = await reader.FindAsync(request, id, cancellationToken);
        return Reply(await control.RetryAsync(request, client, job, caller, cancellationToken), StatusCodes.Status202Accepted);
    }

    /// <summary><c>DELETE /api/jobs/{id}</c>: removes a job that has ended, with all its content.</summary>
    [Function("DeleteJob")]
    [Operation("Removes a job that has ended, with all its content", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status204NoContent)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/jobs/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (_, Job job) = await reader.FindAsync(request, id, cancellationToken);
        if (!EntityTags.Precondition(request)(job))
        {
            throw EntityTags.Mismatch(job);
        }

        if (job.BatchId is not null)
        {
            throw ApiException.Conflict($"Cannot delete a job of a batch by itself; it belongs to batch {job.BatchId}");
        }

        return await purge.PurgeAsync(client, job, cancellationToken)
            ? TypedResults.NoContent()
            : throw ApiException.Conflict($"Cannot delete a job that is {JobWords.Of(job.State)}");
    }

    private async Task<Job> ApplyAsync(
        HttpRequest request, string id, JobCommand command, string verb, DurableTaskClient client, CancellationToken cancellationToken)
    {
        (_, Job job) = await reader.FindAsync(request, id, cancellationToken);
        return await control.ApplyAsync(request, client, job, command, verb, JobWords.Of, cancellationToken);
    }

    private IResult Reply(Job job, int status = StatusCodes.Status200OK) =>
        Json.Data(JobPayload.Of(job, clock.GetUtcNow()), status);
}

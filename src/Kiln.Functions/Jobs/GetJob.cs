using System.Globalization;
using Kiln.Functions.Configuration;
using Kiln.Functions.Events;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>Reads one job: itself, its stages, its log.</summary>
public sealed class GetJob(JobReader reader, JobStore jobs, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary><c>GET /api/jobs/{id}</c>, with an ETag.</summary>
    [Function("GetJob")]
    [Operation("Reads one job of any surface", Conditional = true, Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Job job) = await reader.FindAsync(request, id, cancellationToken);
        if (job.State.IsActive())
        {
            request.HttpContext.Response.Headers.RetryAfter = options.Value.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return EntityTags.IsFresh(request, EntityTags.Of(job))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Json.Data(JobPayload.Of(job, clock.GetUtcNow()));
    }

    /// <summary><c>GET /api/jobs/{id}/stages</c>.</summary>
    [Function("GetJobStages")]
    [Operation("Reads the stages of a job with their tasks", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<IReadOnlyList<StagePayload>>))]
    public async Task<IResult> Stages(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/stages")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Job job) = await reader.FindAsync(request, id, cancellationToken);
        return Json.Data<IReadOnlyList<StagePayload>>([.. job.Stages.Select(StagePayload.Of)]);
    }

    /// <summary><c>GET /api/jobs/{id}/events?after=N&amp;wait=S</c>, or server-sent events.</summary>
    [Function("GetJobEvents")]
    [Operation("Reads the log of a job: a page, a long poll, or server-sent events", Refusals = [400, 404, 422])]
    [ReadsLog]
    public async Task<IResult> Events(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/events")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Job job) = await reader.FindAsync(request, id, cancellationToken);
        return await EventFeed.AnswerAsync(request, new JobLog(jobs, job), cancellationToken);
    }
}

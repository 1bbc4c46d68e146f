using System.Globalization;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Lifecycle.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs;

/// <summary>Reads one job: itself, its stages, its log.</summary>
public sealed class GetJob(JobReader reader, JobEventFeed feed, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary><c>GET /api/jobs/{id}</c>, with an ETag.</summary>
    [Function("GetJob")]
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

        return EntityTags.IsFresh(request, job.Version.ToString(CultureInfo.InvariantCulture))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Json.Data(JobPayload.Of(job, clock.GetUtcNow()));
    }

    /// <summary><c>GET /api/jobs/{id}/stages</c>.</summary>
    [Function("GetJobStages")]
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
    public async Task<IResult> Events(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{id}/events")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Job job) = await reader.FindAsync(request, id, cancellationToken);
        return await feed.AnswerAsync(request, job, cancellationToken);
    }
}

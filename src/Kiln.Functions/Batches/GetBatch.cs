using System.Globalization;
using Kiln.Functions.Batches.Payload;
using Kiln.Functions.Configuration;
using Kiln.Functions.Events;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.OpenApi;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Batches;

/// <summary>Reads one batch: itself, its jobs, its log.</summary>
public sealed class GetBatch(BatchReader reader, BatchStore batches, JobStore jobs, IOptions<KilnOptions> options, TimeProvider clock)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary><c>GET /api/batches/{id}</c>: with counts that sum to the total, progress and an estimate.</summary>
    [Function("GetBatch")]
    [Operation("Reads one batch with the states of its jobs", Refusals = [404])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<BatchPayload>))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/batches/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Batch batch) = await reader.FindAsync(request, id, cancellationToken);
        if (batch.CompletedAt is null)
        {
            request.HttpContext.Response.Headers.RetryAfter = options.Value.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return Json.Data(await reader.ShowAsync(batch, cancellationToken));
    }

    /// <summary><c>GET /api/batches/{id}/jobs?status=…&amp;limit=50&amp;cursor=…</c>: by index; those that are not stored yet are not there.</summary>
    [Function("ListBatchJobs")]
    [Operation("Lists the jobs of a batch in the order of its items", Refusals = [404, 422])]
    [Parameter("status", typeof(string), "States, separated by commas")]
    [Parameter("limit", typeof(int), "Items of a page, 50 by default", Minimum = 1, Maximum = 200)]
    [Parameter("cursor", typeof(string), "The meta.next of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(CursorPage<JobPayload>))]
    public async Task<IResult> Jobs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/batches/{id}/jobs")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Batch batch) = await reader.FindAsync(request, id, cancellationToken);
        QueryReader query = new(request);
        int limit = query.Integer("limit", 1, MaxLimit, DefaultLimit);
        JobQuery wanted = new(batch.OrganisationId) { BatchId = batch.Id, States = ListJobs.StatesOf(query) };
        query.ThrowIfFaulty();
        return await ListJobs.PageAsync(jobs, wanted, limit, query, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary><c>GET /api/batches/{id}/events?after=N&amp;wait=S</c>, or server-sent events.</summary>
    [Function("GetBatchEvents")]
    [Operation("Reads the log of a batch: a page, a long poll, or server-sent events", Refusals = [400, 404, 422])]
    [ReadsLog]
    public async Task<IResult> Events(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/batches/{id}/events")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        (_, Batch batch) = await reader.FindAsync(request, id, cancellationToken);
        return await EventFeed.AnswerAsync(request, new BatchLog(batches, batch), cancellationToken);
    }
}

using System.Text.Json.Serialization;
using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Jobs;

/// <summary>Runs dead-lettered jobs again, one or many; each is a retry with its own audit event and reservation.</summary>
public sealed class RedriveDeadLetters(
    Authentication authentication, JobReader reader, JobStore jobs, JobControl control, TimeProvider clock)
{
    private const int MostAtOnce = 1000;

    /// <summary><c>POST /api/dead-letters/{id}/redrive</c>.</summary>
    [Function("RedriveDeadLetter")]
    [Operation("Runs one dead-lettered job again", Refusals = [402, 404, 409])]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> One(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/dead-letters/{id}/redrive")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (Caller caller, Job job) = await reader.FindAsync(request, id, cancellationToken);
        if (!job.DeadLettered)
        {
            throw ApiException.Conflict("The job is not on the dead-letter list");
        }

        job = await control.RetryAsync(request, client, job, caller, cancellationToken);
        return Json.Data(JobPayload.Of(job, clock.GetUtcNow()), StatusCodes.Status202Accepted);
    }

    /// <summary><c>POST /api/dead-letters/redrive</c> with <c>{"filter":{"type","batch"}}</c>: at most 1000 at once.</summary>
    [Function("RedriveDeadLetters")]
    [Operation("Runs dead-lettered jobs again, at most 1000 at once", Refusals = [400, 413, 415])]
    [RequestBody(typeof(RedriveRequest), Optional = true)]
    [Reply(StatusCodes.Status202Accepted, typeof(DataEnvelope<RedriveReply>))]
    public async Task<IResult> Many(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/dead-letters/redrive")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        RedriveFilter filter = await ReadFilterAsync(request, cancellationToken);
        JobQuery query = new(caller.OrganisationId) { DeadLetteredOnly = true, Type = filter.Type, BatchId = filter.Batch };
        List<string> redriven = [];
        List<string> refused = [];
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(query, 100, cursor, cancellationToken);
            foreach (Job job in page.Jobs.Take(MostAtOnce - redriven.Count - refused.Count))
            {
                bool accepted = await TryRetryAsync(request, client, job, caller, cancellationToken);
                (accepted ? redriven : refused).Add(job.Id);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null && redriven.Count + refused.Count < MostAtOnce);
        return Json.Data(new RedriveReply(redriven, refused), StatusCodes.Status202Accepted);
    }

    private static async Task<RedriveFilter> ReadFilterAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        RedriveFilter all = new(null, null);
        return RequestBody.IsPresent(request)
            ? (await RequestBody.ReadAsync<RedriveRequest>(request, cancellationToken)).Filter ?? all
            : all;
    }

    private async Task<bool> TryRetryAsync(
        HttpRequest request, DurableTaskClient client, Job job, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            await control.RetryAsync(request, client, job, caller, cancellationToken);
            return true;
        }
        catch (ApiException)
        {
            return false;
        }
    }

    private sealed record RedriveRequest([property: JsonPropertyName("filter")] RedriveFilter? Filter);

    private sealed record RedriveFilter(
        [property: JsonPropertyName("type")] string? Type,
        [property: JsonPropertyName("batch")] string? Batch);

    private sealed record RedriveReply(
        [property: JsonPropertyName("redriven")] IReadOnlyList<string> Redriven,
        [property: JsonPropertyName("refused")] IReadOnlyList<string> Refused);
}

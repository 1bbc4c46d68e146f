using System.Text.Json.Serialization;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Lynx.Jobs;
using Kiln.Functions.Surfaces.Lynx.Results;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Batches;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>Shows the runs of a batch and what came of them, in the order of their index.</summary>
public sealed class ListStudyRuns(
    StudyBatches reader, JobStore jobs, RunProjection runs, StudyProjection projection, RunResults results)
{
    private static readonly JobState[] WithResult = [JobState.Succeeded, JobState.Failed, JobState.TimedOut];

    /// <summary><c>GET /batches/{id}/jobs</c>.</summary>
    [Function("LynxListBatchJobs")]
    [Operation("Lists the jobs of a batch by run index", Refusals = [400, 404])]
    [Parameter("status", typeof(string), "Only jobs that stand so")]
    [Parameter("limit", typeof(int), "Items of a page, 100 by default", Minimum = 1, Maximum = 1000)]
    [Parameter("cursor", typeof(string), "The next_cursor of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(RunPage))]
    public async Task<IResult> Jobs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/batches/{id}/jobs")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Batch batch = await reader.FindAsync(request, id, cancellationToken);
        QueryReader query = new(request);
        IReadOnlyList<JobState> states = [];
        if (query.Text("status") is { } word)
        {
            states = LynxWords.StatesOf(word);
            if (states.Count == 0)
            {
                query.Fault("status", $"Must be one of: {string.Join(", ", LynxWords.All)}");
            }
        }

        JobPage page = await ReadAsync(batch, states, LynxJson.Limit(query), query, cancellationToken);
        return LynxJson.Reply(new RunPage(await runs.ShowAsync(page.Jobs, cancellationToken), page.Cursor));
    }

    /// <summary><c>GET /batches/{id}/results</c>: of the jobs that have ended so far, but for those that were cancelled.</summary>
    [Function("LynxListBatchResults")]
    [Operation("Reads what came of the jobs of a batch so far, by run index", Refusals = [400, 404])]
    [Parameter("limit", typeof(int), "Items of a page, 1000 by default", Minimum = 1, Maximum = 10000)]
    [Parameter("cursor", typeof(string), "The next_cursor of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(StudyResults))]
    public async Task<IResult> Results(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "lynx/batches/{id}/results")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        Batch batch = await reader.FindAsync(request, id, cancellationToken);
        QueryReader query = new(request);
        int limit = LynxJson.Limit(query, most: 10_000, absent: 1000);
        JobPage page = await ReadAsync(batch, WithResult, limit, query, cancellationToken);
        List<ResultPayload> shown = [];
        foreach (Job job in page.Jobs)
        {
            if (await results.MakeAsync(request, job, cancellationToken) is { } result)
            {
                shown.Add(result);
            }
        }

        StudyPayload status = await projection.ShowShortAsync(batch, cancellationToken);
        return LynxJson.Reply(new StudyResults(batch.Id, status.Status, batch.Total, shown, page.Cursor));
    }

    private async Task<JobPage> ReadAsync(
        Batch batch, IReadOnlyList<JobState> states, int limit, QueryReader query, CancellationToken cancellationToken)
    {
        JobQuery asked = new(batch.OrganisationId) { BatchId = batch.Id, States = [.. states] };
        try
        {
            return await jobs.ListAsync(asked, limit, query.Text("cursor"), cancellationToken);
        }
        catch (ArgumentException)
        {
            throw LynxJson.BadCursor();
        }
    }
}

/// <summary>A page of runs.</summary>
/// <param name="Jobs">The runs, by index.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
internal sealed record RunPage(IReadOnlyList<RunPayload> Jobs, [property: JsonPropertyName("next_cursor")] string? NextCursor);

/// <summary>What came of the runs of a batch.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="TotalJobs">All its runs.</param>
/// <param name="Results">Of those that have ended, by index.</param>
/// <param name="NextCursor">Where the next page begins; null on the last one.</param>
internal sealed record StudyResults(
    [property: JsonPropertyName("batch_id")] string BatchId,
    string Status,
    [property: JsonPropertyName("total_jobs")] int TotalJobs,
    IReadOnlyList<ResultPayload> Results,
    [property: JsonPropertyName("next_cursor")] string? NextCursor);

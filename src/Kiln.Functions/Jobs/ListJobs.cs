using Kiln.Functions.Access;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.OpenApi;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Jobs;

/// <summary>Lists jobs of every surface, newest first, in pages that stay where they are while jobs are added.</summary>
public sealed class ListJobs(Authentication authentication, JobStore jobs, TimeProvider clock)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary><c>GET /api/jobs?status=…&amp;limit=50&amp;cursor=…</c>.</summary>
    [Function("ListJobs")]
    [Operation("Lists jobs of every surface, newest first", Refusals = [422])]
    [ListsJobs]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs")] HttpRequest request,
        CancellationToken cancellationToken) => ListAsync(request, deadLettered: false, cancellationToken);

    /// <summary><c>GET /api/dead-letters</c>: failed jobs that another attempt might have helped.</summary>
    [Function("ListDeadLetters")]
    [Operation("Lists failed jobs that another attempt might have helped", Refusals = [422])]
    [ListsJobs]
    public Task<IResult> DeadLetters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/dead-letters")] HttpRequest request,
        CancellationToken cancellationToken) => ListAsync(request, deadLettered: true, cancellationToken);

    private async Task<IResult> ListAsync(HttpRequest request, bool deadLettered, CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        QueryReader reader = new(request);
        int limit = reader.Integer("limit", 1, MaxLimit, DefaultLimit);
        JobQuery query = new(caller.OrganisationId)
        {
            States = StatesOf(reader),
            Type = reader.Text("type"),
            Surface = reader.Text("surface"),
            BatchId = reader.Text("batch"),
            Labels = reader.Labels(),
            CreatedFrom = reader.Time("createdAfter"),
            CreatedBefore = reader.Time("createdBefore"),
            DeadLetteredOnly = deadLettered,
        };
        reader.ThrowIfFaulty();
        return await PageAsync(jobs, query, limit, reader, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>The page of jobs that a request asks for.</summary>
    internal static Task<IResult> PageAsync(
        JobStore jobs, JobQuery query, int limit, QueryReader reader, DateTimeOffset now, CancellationToken cancellationToken) =>
        CursorPages.ReplyAsync(async () =>
        {
            JobPage page = await jobs.ListAsync(query, limit, reader.Text("cursor"), cancellationToken);
            return new CursorPage<JobPayload>([.. page.Jobs.Select(job => JobPayload.Of(job, now))], new CursorMeta(page.Cursor));
        });

    internal static JobState[] StatesOf(QueryReader reader)
    {
        string[] words = reader.Text("status")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        JobState?[] states = [.. words.Select(JobWords.StateOf)];
        if (states.Contains(null))
        {
            string known = string.Join(", ", Enum.GetValues<JobState>().Select(JobWords.Of));
            reader.Fault("status", $"Must be some of: {known}");
        }

        return [.. states.OfType<JobState>()];
    }
}

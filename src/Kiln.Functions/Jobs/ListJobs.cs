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
    [Parameter("status", typeof(string), "States, separated by commas")]
    [Parameter("type", typeof(string), "Only jobs of this type")]
    [Parameter("surface", typeof(string), "Only jobs of this surface")]
    [Parameter("batch", typeof(string), "Only jobs of this batch")]
    [Parameter("label", typeof(string), "A label as key:value", Repeated = true)]
    [Parameter("createdAfter", typeof(DateTimeOffset), "Only jobs created at or after this time")]
    [Parameter("createdBefore", typeof(DateTimeOffset), "Only jobs created before this time")]
    [Parameter("limit", typeof(int), "Items of a page, 50 by default", Minimum = 1, Maximum = 200)]
    [Parameter("cursor", typeof(string), "The meta.next of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(CursorPage<JobPayload>))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs")] HttpRequest request,
        CancellationToken cancellationToken) => ListAsync(request, deadLettered: false, cancellationToken);

    /// <summary><c>GET /api/dead-letters</c>: failed jobs that another attempt might have helped.</summary>
    [Function("ListDeadLetters")]
    [Operation("Lists failed jobs that another attempt might have helped", Refusals = [422])]
    [Parameter("status", typeof(string), "States, separated by commas")]
    [Parameter("type", typeof(string), "Only jobs of this type")]
    [Parameter("surface", typeof(string), "Only jobs of this surface")]
    [Parameter("batch", typeof(string), "Only jobs of this batch")]
    [Parameter("label", typeof(string), "A label as key:value", Repeated = true)]
    [Parameter("createdAfter", typeof(DateTimeOffset), "Only jobs created at or after this time")]
    [Parameter("createdBefore", typeof(DateTimeOffset), "Only jobs created before this time")]
    [Parameter("limit", typeof(int), "Items of a page, 50 by default", Minimum = 1, Maximum = 200)]
    [Parameter("cursor", typeof(string), "The meta.next of the page before")]
    [Reply(StatusCodes.Status200OK, typeof(CursorPage<JobPayload>))]
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
        try
        {
            JobPage page = await jobs.ListAsync(query, limit, reader.Text("cursor"), cancellationToken);
            DateTimeOffset now = clock.GetUtcNow();
            return TypedResults.Json(
                new CursorPage<JobPayload>([.. page.Jobs.Select(job => JobPayload.Of(job, now))], new CursorMeta(page.Cursor)),
                Json.Options);
        }
        catch (ArgumentException)
        {
            throw ApiException.Unprocessable([new FieldFault("cursor", "Must be the meta.next of a page of the same listing")]);
        }
    }

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

using Kiln.Functions.Configuration;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Storage.ApiKeys;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Tasks;

/// <summary>Reads tasks.</summary>
public sealed class ReadTasks(JobnikGate gate, JobnikJobs jobs, JobnikLists lists, IOptions<KilnOptions> options)
{
    private readonly RequestRules _list = RequestRules.OfQuery(
        ("stage_id", Rules.Id),
        ("stage_type", Rules.StageType),
        ("from_date", Rules.Time),
        ("end_date", Rules.Time),
        ("status", new TextRule { Allowed = JobnikWords.OfTasks })).WithPages(options.Value.Jobnik);

    /// <summary><c>GET /v1/tasks</c>, oldest first.</summary>
    [Function("JobnikListTasks")]
    [Operation("Lists tasks, oldest first", Refusals = [400])]
    [Parameter("stage_id", typeof(string), "Only tasks of this stage")]
    [Parameter("stage_type", typeof(string), "Only tasks of stages of this type")]
    [Parameter("from_date", typeof(DateTimeOffset), "Only tasks last changed at this time or later")]
    [Parameter("end_date", typeof(DateTimeOffset), "Only tasks last changed at this time or earlier")]
    [Parameter("status", typeof(string), "Only tasks that stand so",
        Values = ["PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CREATED", "RETRIED"])]
    [Parameter("page", typeof(int), "Number of the page, from 1", Minimum = 1)]
    [Parameter("page_size", typeof(int), "Items of a page", Minimum = 1)]
    [Reply(StatusCodes.Status200OK, typeof(JobnikPage<JobnikTask>))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/tasks")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, _list, cancellationToken);
        TaskFilter filter = new(asked.Id("stage_id"), asked.Text("stage_type"), asked.Text("status"), TimeRange.Of(asked));
        return lists.Reply(await lists.TasksAsync(asked, filter, cancellationToken));
    }

    /// <summary><c>GET /v1/tasks/{taskId}</c>.</summary>
    [Function("JobnikGetTask")]
    [Operation("Reads a task", Scopes = KeyScopes.Jobs | KeyScopes.Workers, Refusals = [400, 404])]
    [Reply(StatusCodes.Status200OK, typeof(JobnikTask))]
    public async Task<IResult> One(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/tasks/{taskId}")] HttpRequest request,
        string taskId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, RequestRules.None, cancellationToken, (nameof(taskId), taskId, Rules.Id));
        var (_, stage, task) = await jobs.FindTaskAsync(asked.Organisation, taskId, cancellationToken);
        return JobnikJson.Reply(JobnikTask.Of(stage, task));
    }
}

using Kiln.Functions.Configuration;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.ApiKeys;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Stages;

/// <summary>Reads stages and the tasks of one.</summary>
public sealed class ReadStages(JobnikGate gate, JobnikJobs jobs, JobnikLists lists, IOptions<KilnOptions> options)
{
    private static readonly RequestRules OneStage = RequestRules.OfQuery(("should_return_tasks", Rules.Flag));

    private readonly RequestRules _list = RequestRules.OfQuery(
        ("job_id", Rules.Id),
        ("stage_type", Rules.StageType),
        ("stage_operation_status", new TextRule { Allowed = JobnikWords.OfStages }),
        ("should_return_tasks", Rules.Flag)).WithPages(options.Value.Jobnik);

    private readonly RequestRules _tasks = RequestRules.None.WithPages(options.Value.Jobnik);

    /// <summary><c>GET /v1/stages</c>, those of the newest job first, each job's in their order.</summary>
    [Function("JobnikListStages")]
    [Operation("Lists stages, by job and order", Refusals = [400])]
    [Parameter("job_id", typeof(string), "Only stages of this job")]
    [Parameter("stage_type", typeof(string), "Only stages of this type")]
    [Parameter("stage_operation_status", typeof(string), "Only stages that stand so",
        Values = ["PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "ABORTED", "WAITING", "CREATED"])]
    [Parameter("should_return_tasks", typeof(bool), "Whether to show the tasks")]
    [Parameter("page", typeof(int), "Number of the page, from 1", Minimum = 1)]
    [Parameter("page_size", typeof(int), "Items of a page", Minimum = 1)]
    [Reply(StatusCodes.Status200OK, typeof(JobnikPage<JobnikStage>))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/stages")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, _list, cancellationToken);
        StageFilter filter = new(asked.Id("job_id"), asked.Text("stage_type"), asked.Text("stage_operation_status"));
        return lists.Reply(await lists.StagesAsync(asked, filter, asked.Flag("should_return_tasks"), cancellationToken));
    }

    /// <summary><c>GET /v1/stages/{stageId}</c>.</summary>
    [Function("JobnikGetStage")]
    [Operation("Reads a stage", Scopes = KeyScopes.Jobs | KeyScopes.Workers, Refusals = [400, 404])]
    [Parameter("should_return_tasks", typeof(bool), "Whether to show the tasks")]
    [Reply(StatusCodes.Status200OK, typeof(JobnikStage))]
    public async Task<IResult> One(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/stages/{stageId}")] HttpRequest request,
        string stageId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, OneStage, cancellationToken, (nameof(stageId), stageId, Rules.Id));
        (Job job, Stage stage) = await jobs.FindStageAsync(asked.Organisation, stageId, cancellationToken);
        return JobnikJson.Reply(JobnikStage.Of(job, stage, asked.Flag("should_return_tasks")));
    }

    /// <summary><c>GET /v1/stages/{stageId}/summary</c>: how many of its tasks stand where.</summary>
    [Function("JobnikGetStageSummary")]
    [Operation("Counts the tasks of a stage by status", Refusals = [400, 404])]
    [Reply(StatusCodes.Status200OK, typeof(StageSummary))]
    public async Task<IResult> Summary(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/stages/{stageId}/summary")] HttpRequest request,
        string stageId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, RequestRules.None, cancellationToken, (nameof(stageId), stageId, Rules.Id));
        (_, Stage stage) = await jobs.FindStageAsync(asked.Organisation, stageId, cancellationToken);
        return JobnikJson.Reply(StageSummary.Of(stage));
    }

    /// <summary><c>GET /v1/stages/{stageId}/tasks</c>, oldest first.</summary>
    [Function("JobnikListTasksOfStage")]
    [Operation("Lists the tasks of a stage, oldest first", Refusals = [400, 404])]
    [Parameter("page", typeof(int), "Number of the page, from 1", Minimum = 1)]
    [Parameter("page_size", typeof(int), "Items of a page", Minimum = 1)]
    [Reply(StatusCodes.Status200OK, typeof(JobnikPage<JobnikTask>))]
    public async Task<IResult> Tasks(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/stages/{stageId}/tasks")] HttpRequest request,
        string stageId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, _tasks, cancellationToken, (nameof(stageId), stageId, Rules.Id));
        (_, Stage stage) = await jobs.FindStageAsync(asked.Organisation, stageId, cancellationToken);
        return lists.Reply(lists.TasksOf(asked, stage));
    }
}

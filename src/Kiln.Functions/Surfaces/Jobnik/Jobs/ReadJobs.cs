using Kiln.Functions.Configuration;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Listing;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Lifecycle.Jobs;
using Kiln.Storage.ApiKeys;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Surfaces.Jobnik.Jobs;

/// <summary>Reads jobs, and the stages of one.</summary>
public sealed class ReadJobs(JobnikGate gate, JobnikJobs jobs, JobnikLists lists, IOptions<KilnOptions> options)
{
    private static readonly RequestRules OneJob = RequestRules.OfQuery(("should_return_stages", Rules.Flag));

    private static readonly RequestRules StagesOfJob = RequestRules.OfQuery(("should_return_tasks", Rules.Flag));

    private readonly RequestRules _list = RequestRules.OfQuery(
        ("job_name", Rules.JobName),
        ("from_date", Rules.Time),
        ("end_date", Rules.Time),
        ("priority", Rules.Priority),
        ("should_return_stages", Rules.Flag)).WithPages(options.Value.Jobnik);

    /// <summary><c>GET /v1/jobs</c>, newest first.</summary>
    [Function("JobnikListJobs")]
    [Operation("Lists jobs, newest first", Refusals = [400])]
    [Parameter("job_name", typeof(string), "Only jobs of this name")]
    [Parameter("from_date", typeof(DateTimeOffset), "Only jobs last changed at this time or later")]
    [Parameter("end_date", typeof(DateTimeOffset), "Only jobs last changed at this time or earlier")]
    [Parameter("priority", typeof(string), "Only jobs of this priority", Values = ["VERY_HIGH", "HIGH", "MEDIUM", "LOW", "VERY_LOW"])]
    [Parameter("should_return_stages", typeof(bool), "Whether to show the stages")]
    [Parameter("page", typeof(int), "Number of the page, from 1", Minimum = 1)]
    [Parameter("page_size", typeof(int), "Items of a page", Minimum = 1)]
    [Reply(StatusCodes.Status200OK, typeof(JobnikPage<JobnikJob>))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/jobs")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, _list, cancellationToken);
        bool withStages = asked.Flag("should_return_stages");
        JobFilter filter = new(asked.Text("job_name"), asked.Text("priority"), TimeRange.Of(asked));
        return lists.Reply(await lists.JobsAsync(asked, filter, job => JobnikJob.Of(job, withStages), cancellationToken));
    }

    /// <summary><c>GET /v1/jobs/{jobId}</c>.</summary>
    [Function("JobnikGetJob")]
    [Operation("Reads a job", Scopes = KeyScopes.Jobs | KeyScopes.Workers, Refusals = [400, 404])]
    [Parameter("should_return_stages", typeof(bool), "Whether to show the stages")]
    [Reply(StatusCodes.Status200OK, typeof(JobnikJob))]
    public async Task<IResult> One(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/jobs/{jobId}")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, OneJob, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        Job job = await jobs.FindJobAsync(asked.Organisation, jobId, cancellationToken);
        return JobReply.Of(request, job, withStages: asked.Flag("should_return_stages"));
    }

    /// <summary><c>GET /v1/jobs/{jobId}/stages</c>, in their order.</summary>
    [Function("JobnikGetStagesOfJob")]
    [Operation("Reads the stages of a job in their order", Refusals = [400, 404])]
    [Parameter("should_return_tasks", typeof(bool), "Whether to show the tasks")]
    [Reply(StatusCodes.Status200OK, typeof(IReadOnlyList<JobnikStage>))]
    public async Task<IResult> Stages(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "jobnik/v1/jobs/{jobId}/stages")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, StagesOfJob, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        Job job = await jobs.FindJobAsync(asked.Organisation, jobId, cancellationToken);
        bool withTasks = asked.Flag("should_return_tasks");
        return JobnikJson.Reply<IReadOnlyList<JobnikStage>>([.. job.Stages.Select(stage => JobnikStage.Of(job, stage, withTasks))]);
    }
}

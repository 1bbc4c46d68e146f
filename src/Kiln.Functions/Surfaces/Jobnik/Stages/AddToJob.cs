using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Payload;
using Kiln.Functions.Surfaces.Jobnik.Validation;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Microsoft.Extensions.Options;
using RetryPolicy = Kiln.Lifecycle.Failures.RetryPolicy;

namespace Kiln.Functions.Surfaces.Jobnik.Stages;

/// <summary>Adds stages to jobs and tasks to stages.</summary>
public sealed class AddToJob(JobnikGate gate, JobnikJobs jobs, IOptions<KilnOptions> options)
{
    private static readonly RequestRules NewStage = RequestRules.OfBody(Rules.Stage);

    private readonly RequestRules _newTasks = RequestRules.OfBody(new ArrayRule(Rules.Task, options.Value.Jobnik.MaxTasksPerCall));

    /// <summary><c>POST /v1/jobs/{jobId}/stage</c>: adds it behind the present ones.</summary>
    [Function("JobnikAddStage")]
    [Operation("Adds a stage behind the present ones", Refusals = [400, 404, 413, 415])]
    [RequestBody(typeof(RequestBodies.NewStage))]
    [Reply(StatusCodes.Status201Created, typeof(JobnikStage))]
    public async Task<IResult> Stage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobnik/v1/jobs/{jobId}/stage")] HttpRequest request,
        string jobId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, NewStage, cancellationToken, (nameof(jobId), jobId, Rules.Id));
        Outcome outcome = await jobs.ChangeJobAsync(asked.Organisation, jobId, job => new AddStage(Plan(asked, job)));
        Job changed = outcome is Outcome.Refused ? throw JobnikRefusals.JobFinished() : outcome.Job;
        return JobnikJson.Reply(JobnikStage.Of(changed, changed.Stages[^1]), StatusCodes.Status201Created);
    }

    /// <summary><c>POST /v1/stages/{stageId}/tasks</c>: adds all of them or none.</summary>
    [Function("JobnikAddTasks")]
    [Operation("Adds tasks to a stage, all of them or none", Refusals = [400, 404, 413, 415])]
    [RequestBody(typeof(RequestBodies.NewTasks))]
    [Reply(StatusCodes.Status201Created, typeof(IReadOnlyList<JobnikTask>))]
    public async Task<IResult> Tasks(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "jobnik/v1/stages/{stageId}/tasks")] HttpRequest request,
        string stageId,
        CancellationToken cancellationToken)
    {
        JobnikRequest asked = await gate.ReadAsync(request, _newTasks, cancellationToken, (nameof(stageId), stageId, Rules.Id));
        JsonElement[] bodies = [.. asked.Body.EnumerateArray()];
        Outcome outcome = await jobs.ChangeStageAsync(asked.Organisation, stageId, (job, stage) => Plan(asked, bodies, job, stage));
        Stage changed = outcome is Outcome.Refused ? throw JobnikRefusals.StageFinished() : JobnikJobs.StageOf(outcome.Job, stageId);
        return JobnikJson.Reply<IReadOnlyList<JobnikTask>>(
            [.. changed.Tasks.AsEnumerable().TakeLast(bodies.Length).Select(task => JobnikTask.Of(changed, task))],
            StatusCodes.Status201Created);
    }

    private static JsonElement? NotesOf(JsonElement body) => body.TryGetProperty("userMetadata", out JsonElement notes) ? notes : null;

    private static AddTasks? Plan(JobnikRequest asked, JsonElement[] bodies, Job job, Stage stage)
    {
        if (stage.State == StageState.InProgress)
        {
            throw JobnikRefusals.StageInProgress();
        }

        if (!stage.State.IsOpen() || job.State.IsTerminal())
        {
            throw JobnikRefusals.StageFinished();
        }

        int present = stage.Tasks.Length;
        if (present + bodies.Length > JobnikJobs.MostTasks)
        {
            throw JobnikRefusals.Invalid([$"A stage must NOT have more than {JobnikJobs.MostTasks} tasks"]);
        }

        return bodies.Length == 0 ? null : new AddTasks(stage.Id, [.. bodies.Select((body, index) =>
        {
            (string? traceParent, string? traceState) = asked.TraceOf(body);
            int? attempts = body.TryGetProperty("maxAttempts", out JsonElement sent) ? IntegerRule.Read(sent) : null;
            return new TaskPlan(JobnikJobs.TaskId(job.Id, stage.Order, present + index + 1), attempts, body.GetProperty("data"))
            {
                UserMetadata = NotesOf(body),
                TraceParent = traceParent,
                TraceState = traceState,
            };
        })]);
    }

    private StagePlan Plan(JobnikRequest asked, Job job)
    {
        if (job.State.IsTerminal())
        {
            throw JobnikRefusals.JobFinished();
        }

        int order = job.Stages.Length + 1;
        if (order > JobnikJobs.MostStages)
        {
            throw JobnikRefusals.Invalid([$"A job must NOT have more than {JobnikJobs.MostStages} stages"]);
        }

        TimeSpan delay = TimeSpan.FromSeconds(options.Value.Jobnik.RetryBackoffSeconds);
        (string? traceParent, string? traceState) = asked.TraceOf(asked.Body);
        return new StagePlan
        {
            Id = JobnikJobs.StageId(job.Id, order),
            Type = asked.BodyText("type")!,
            Executor = ExecutorKind.Worker,
            Retry = RetryPolicy.None with { FirstDelay = delay, MaxDelay = delay },
            StartsWaiting = asked.BodyFlag("startAsWaiting", absent: false),
            Data = asked.Body.GetProperty("data"),
            UserMetadata = NotesOf(asked.Body),
            TraceParent = traceParent,
            TraceState = traceState,
        };
    }
}

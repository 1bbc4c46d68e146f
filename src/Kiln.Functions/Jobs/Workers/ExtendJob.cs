using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Functions.Access;
using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.Jobs.Payload;
using Kiln.Functions.OpenApi;
using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Idempotency;
using Kiln.Storage.Jobs;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Jobs.Workers;

/// <summary>Adds stages and tasks to a job that still takes them, and says when no more will come.</summary>
public sealed class ExtendJob(
    JobReader reader, JobStore jobs, JobControl control, IdempotentCreation idempotent, IOptions<KilnOptions> options, TimeProvider clock)
{
    /// <summary><c>POST /api/jobs/{id}/stages</c>: a stage behind the present ones.</summary>
    [Function("AddStage")]
    [Operation("Adds a stage to a job that is not sealed", Idempotent = true, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(StageDocument))]
    [Reply(StatusCodes.Status201Created, typeof(DataEnvelope<StagePayload>))]
    public async Task<IResult> Stage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/stages")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (Caller caller, Job job) = await reader.FindAsync(request, id, cancellationToken);
        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        _ = ReadStage(body, "stage");
        return await idempotent.RunAsync(request, caller, JsonSerializer.Serialize(body), CreateAsync, cancellationToken);

        async Task<StoredReply> CreateAsync(string newId)
        {
            StagePlan stage = ReadStage(body, newId);
            Job after = await ApplyAsync(client, job, current => TaskClash(current, stage.Id, stage.Tasks), new AddStage(stage), cancellationToken);
            return ReplyOf(after, stage.Id);
        }
    }

    /// <summary><c>POST /api/jobs/{id}/stages/{stage}/tasks</c>: tasks of a stage that has not begun, all or none.</summary>
    [Function("AddTasks")]
    [Operation("Adds tasks to a stage that has not begun", Idempotent = true, Refusals = [400, 404, 409, 413, 415, 422])]
    [RequestBody(typeof(TasksDocument))]
    [Reply(StatusCodes.Status201Created, typeof(DataEnvelope<StagePayload>))]
    public async Task<IResult> Tasks(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/stages/{stage}/tasks")] HttpRequest request,
        string id,
        string stage,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (Caller caller, Job job) = await reader.FindAsync(request, id, cancellationToken);
        if (job.Stages.All(candidate => candidate.Id != stage))
        {
            throw ApiException.NotFound("Stage");
        }

        JsonElement body = await RequestBody.ReadObjectAsync(request, cancellationToken);
        _ = ReadTasks(body, "tasks");
        return await idempotent.RunAsync(request, caller, JsonSerializer.Serialize(body), CreateAsync, cancellationToken);

        async Task<StoredReply> CreateAsync(string newId)
        {
            ImmutableArray<TaskPlan> tasks = ReadTasks(body, newId);
            Job after = await ApplyAsync(client, job, current => TaskClash(current, stage, tasks), new AddTasks(stage, tasks), cancellationToken);
            return ReplyOf(after, stage);
        }
    }

    /// <summary><c>POST /api/jobs/{id}/seal</c>: no more stages will come; the job completes with its present ones.</summary>
    [Function("SealJob")]
    [Operation("Says that no more stages will come", Guarded = true, Refusals = [404, 409])]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<JobPayload>))]
    public async Task<IResult> Seal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{id}/seal")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (_, Job job) = await reader.FindAsync(request, id, cancellationToken);
        job = await control.ApplyAsync(request, client, job, new Seal(), "seal", JobWords.Of, cancellationToken);
        return Json.Data(JobPayload.Of(job, clock.GetUtcNow()));
    }

    private static StoredReply ReplyOf(Job job, string stageId) => StoredReplies.Json(
        StatusCodes.Status201Created,
        new Dictionary<string, string>(),
        new DataEnvelope<StagePayload>(StagePayload.Of(job.Stages.First(stage => stage.Id == stageId))));

    /// <summary>The first identifier that a task of another stage has already, or null.</summary>
    private static string? TaskClash(Job job, string stageId, ImmutableArray<TaskPlan> tasks)
    {
        HashSet<string> others = [.. job.Stages.Where(stage => stage.Id != stageId).SelectMany(stage => stage.Tasks).Select(task => task.Id)];
        return tasks.Select(task => task.Id).FirstOrDefault(others.Contains);
    }

    private StagePlan ReadStage(JsonElement body, string absentId)
    {
        MemberReader members = new(body, rejectUnknown: options.Value.UnknownFields != "ignore");
        StagePlan stage = StageMembers.Read(members, absentId, options.Value);
        foreach (string id in StageMembers.RepeatedIds([stage]))
        {
            members.Fault("tasks", $"The id '{id}' is given twice");
        }

        members.ThrowIfFaulty();
        return stage;
    }

    private ImmutableArray<TaskPlan> ReadTasks(JsonElement body, string prefix)
    {
        MemberReader members = new(body, rejectUnknown: options.Value.UnknownFields != "ignore");
        ImmutableArray<TaskPlan> tasks = StageMembers.ReadTasks(members, prefix);
        members.Finish();
        if (tasks.IsEmpty)
        {
            members.Fault("tasks", "Must hold at least one task");
        }

        members.ThrowIfFaulty();
        return tasks;
    }

    /// <summary>Applies the command unless the job is sealed or an identifier is taken, which is decided in the write itself.</summary>
    private async Task<Job> ApplyAsync(
        DurableTaskClient client, Job job, Func<Job, string?> clash, JobCommand command, CancellationToken cancellationToken)
    {
        Outcome outcome = await jobs.UpdateAsync(
            job.OrganisationId, job.Id, current => Takes(current, command) && clash(current) is null ? command : null, cancellationToken)
            ?? throw ApiException.NotFound("Job");
        if (outcome is Outcome.Refused { Refusal: var refusal })
        {
            throw ApiException.Conflict(refusal.Message.TrimEnd('.'));
        }

        if (!Takes(outcome.Job, command))
        {
            throw ApiException.Conflict(command is AddTasks
                ? "The stage is not done by workers: it takes no tasks"
                : "The job is sealed: it takes no more stages");
        }

        if (clash(outcome.Job) is { } taken)
        {
            throw ApiException.Conflict($"The job has a task '{taken}' already");
        }

        if (outcome is Outcome.Applied)
        {
            await JobDriver.WakeAsync(client, outcome.Job, "extend", CancellationToken.None);
        }

        return outcome.Job;
    }

    /// <summary>A sealed job takes no stages; tasks it takes where workers do them.</summary>
    private static bool Takes(Job job, JobCommand command) => command is AddTasks { StageId: var stageId }
        ? job.Stages.Any(stage => stage.Id == stageId && stage.Executor == ExecutorKind.Worker)
        : !job.Sealed;
}

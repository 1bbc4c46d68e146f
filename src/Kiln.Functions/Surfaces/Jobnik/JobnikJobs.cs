using System.Runtime.CompilerServices;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage;
using Kiln.Storage.Concurrency;
using Kiln.Storage.Jobs;

namespace Kiln.Functions.Surfaces.Jobnik;

/// <summary>
/// The jobs of the surface, found by the identifier of the job or of any part of it, and changed at their turn. What is another
/// organisation's or another surface's is not there.
/// </summary>
public sealed class JobnikJobs(JobStore jobs)
{
    /// <summary>The surface, as the records of its jobs name it.</summary>
    public const string Surface = "jobnik";

    /// <summary>The label that holds the name of a job.</summary>
    public const string NameLabel = "name";

    // The number of a part is its stage's order in the upper 12 bits and the task's position in the lower 20; a stage itself has none.
    private const int TaskBits = 20;

    private const int ReadAtOnce = 100;

    /// <summary>The most stages that a job can have.</summary>
    public const int MostStages = (1 << (32 - TaskBits)) - 1;

    /// <summary>The most tasks that a stage can have.</summary>
    public const int MostTasks = (1 << TaskBits) - 1;

    /// <summary>The identifier of the stage of an order (from 1).</summary>
    public static string StageId(string jobId, int order) => PartId.Of(jobId, (uint)order << TaskBits);

    /// <summary>The identifier of the task at a position (from 1) of the stage of an order.</summary>
    public static string TaskId(string jobId, int order, int position) => PartId.Of(jobId, ((uint)order << TaskBits) | (uint)position);

    /// <summary>The job; refuses with 404 when it is not there.</summary>
    internal async Task<Job> FindJobAsync(string organisation, string jobId, CancellationToken cancellationToken) =>
        await GetAsync(organisation, jobId, cancellationToken) is { } job && job.Id == Normal(jobId)
            ? job
            : throw JobnikRefusals.JobNotFound();

    /// <summary>The stage and its job; refuses with 404 when it is not there.</summary>
    internal async Task<(Job Job, Stage Stage)> FindStageAsync(string organisation, string stageId, CancellationToken cancellationToken) =>
        await GetAsync(organisation, stageId, cancellationToken) is { } job
            ? (job, StageOf(job, stageId))
            : throw JobnikRefusals.StageNotFound();

    /// <summary>The task, its stage and its job; refuses with 404 when it is not there.</summary>
    internal async Task<(Job Job, Stage Stage, JobTask Task)> FindTaskAsync(
        string organisation, string taskId, CancellationToken cancellationToken)
    {
        Job job = await GetAsync(organisation, taskId, cancellationToken) ?? throw JobnikRefusals.TaskNotFound();
        (Stage stage, JobTask task) = TaskOf(job, taskId);
        return (job, stage, task);
    }

    /// <summary>All jobs of the surface in an organisation.</summary>
    internal static JobQuery QueryOf(string organisation) => new(organisation) { Surface = JobnikJobs.Surface };

    /// <summary>Every job of the surface that a query asks for, newest first.</summary>
    internal async IAsyncEnumerable<Job> ReadAsync(JobQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            JobPage page = await jobs.ListAsync(query, ReadAtOnce, cursor, cancellationToken);
            foreach (Job job in page.Jobs)
            {
                yield return job;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>Changes a job by the command that is chosen at its turn; the choice may refuse by throwing.</summary>
    internal Task<Outcome> ChangeJobAsync(string organisation, string jobId, Func<Job, JobCommand?> decide) =>
        ChangeAsync(
            organisation,
            jobId,
            job => job.Id == Normal(jobId) ? decide(job) : throw JobnikRefusals.JobNotFound(),
            JobnikRefusals.JobNotFound);

    /// <summary>Changes a stage's job by the command that is chosen at its turn; the choice may refuse by throwing.</summary>
    internal Task<Outcome> ChangeStageAsync(string organisation, string stageId, Func<Job, Stage, JobCommand?> decide) =>
        ChangeAsync(organisation, stageId, job => decide(job, StageOf(job, stageId)), JobnikRefusals.StageNotFound);

    /// <summary>
    /// Changes a task's job by the command that is chosen at its turn; the choice may refuse by throwing. Refuses with 409 when others
    /// were quicker time and again.
    /// </summary>
    internal Task<Outcome> ChangeTaskAsync(string organisation, string taskId, Func<Job, JobTask, JobCommand?> decide) => ChangeAsync(
        organisation, taskId, job => decide(job, TaskOf(job, taskId).Task), JobnikRefusals.TaskNotFound, JobnikRefusals.TaskUpdateFailed);

    /// <summary>The stage of an identifier in a job; refuses with 404 when it is not there.</summary>
    internal static Stage StageOf(Job job, string stageId) =>
        NumberOf(stageId) is var number && number % (MostTasks + 1u) == 0 && PlaceOf(number) is var order && order >= 0 && order < job.Stages.Length
            ? job.Stages[order]
            : throw JobnikRefusals.StageNotFound();

    /// <summary>The task of an identifier in a job, with its stage; refuses with 404 when it is not there.</summary>
    internal static (Stage Stage, JobTask Task) TaskOf(Job job, string taskId)
    {
        uint number = NumberOf(taskId);
        int order = PlaceOf(number);
        int position = (int)(number & MostTasks) - 1;
        return order >= 0 && order < job.Stages.Length && position >= 0 && position < job.Stages[order].Tasks.Length
            ? (job.Stages[order], job.Stages[order].Tasks[position])
            : throw JobnikRefusals.TaskNotFound();
    }

    private static string Normal(string id) => id.ToLowerInvariant();

    private static int PlaceOf(uint number) => (int)(number >> TaskBits) - 1;

    private static uint NumberOf(string id) => PartId.TryRead(Normal(id), out _, out uint number) ? number : 0;

    private async Task<Job?> GetAsync(string organisation, string id, CancellationToken cancellationToken) =>
        await jobs.GetAsync(organisation, PartId.RootOf(Normal(id)), cancellationToken) is { Surface: Surface } job ? job : null;

    private async Task<Outcome> ChangeAsync(
        string organisation, string id, Func<Job, JobCommand?> decide, Func<ApiException> notFound, Func<ApiException>? lost = null)
    {
        try
        {
            return await jobs.UpdateAsync(
                organisation,
                PartId.RootOf(Normal(id)),
                job => job.Surface == Surface ? decide(job) : throw notFound()) ?? throw notFound();
        }
        catch (DocumentContentionException contention)
        {
            throw lost?.Invoke() ?? new ApiException(StatusCodes.Status500InternalServerError, JobnikCodes.Database, contention.Message);
        }
    }
}

using Kiln.Functions.Surfaces.Jobnik;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

/// <summary>Jobs of the surface in every situation that its words tell apart.</summary>
internal static class SomeJob
{
    public const string Id = "0195a3c1-1f0a-7b6e-8f20-000000000000";
    public const string Token = "token";

    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    /// <summary>A job with stages of so many tasks each; a negative number makes a waiting stage of as many.</summary>
    public static Job Of(params int[] stages) => Of(attempts: 1, stages);

    public static Job Of(int attempts, int[] stages, TimeSpan? timeout = null, bool sealedJob = true)
    {
        Submission submission = new()
        {
            Id = Id,
            OrganisationId = "acme",
            Surface = "jobnik",
            Type = "jobnik",
            Name = "tiles",
            Timeout = timeout,
            Sealed = sealedJob,
            EndIsFinal = true,
        };
        return JobLifecycle.Submit(submission, Now).Do(new Plan([.. stages.Select((tasks, index) => Stage(index + 1, tasks, attempts))]));
    }

    public static StagePlan Stage(int order, int tasks, int attempts = 1) => new()
    {
        Id = $"stage-{order}",
        Type = $"type-{order}",
        Executor = ExecutorKind.Worker,
        StartsWaiting = tasks < 0,
        Tasks = [.. Enumerable.Range(1, Math.Abs(tasks)).Select(task => new TaskPlan(TaskId(order, task), attempts))],
    };

    public static string TaskId(int order, int task) => $"task-{order}-{task}";

    public static Job Do(this Job job, JobCommand command, DateTimeOffset? at = null) => JobLifecycle.Apply(job, command, at ?? Now) switch
    {
        Outcome.Refused refused => throw new InvalidOperationException(refused.Refusal.Message),
        Outcome outcome => outcome.Job,
    };

    /// <summary>The job with more tasks in a stage, under the identifiers that the surface gives.</summary>
    public static Job WithTasks(this Job job, int order, int count, DateTimeOffset at)
    {
        Stage stage = job.Stages[order - 1];
        IEnumerable<int> positions = Enumerable.Range(stage.Tasks.Length + 1, count);
        return job.Do(new AddTasks(stage.Id, [.. positions.Select(position => new TaskPlan(JobnikJobs.TaskId(job.Id, order, position), 2))]), at);
    }

    public static Job Taken(this Job job, int order = 1, int task = 1, string token = Token) =>
        job.Do(new ClaimTask(TaskId(order, task), "worker", token, TimeSpan.FromMinutes(1)) { Start = true });

    public static Job Completed(this Job job, int order = 1, int task = 1) =>
        job.Taken(order, task).Do(new CompleteTask(TaskId(order, task), Token));

    public static Job FailedAttempt(this Job job, int order = 1, int task = 1) => job.Taken(order, task).Do(new FailAttempt(
        TaskId(order, task), Token, new Failure(FailureCodes.ProcessingFailed, "It failed.", FailurePhase.Processing, Retryable: true)));
}

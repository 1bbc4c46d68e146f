using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Lifecycle.Tests;

/// <summary>Jobs that tests begin with.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    public static readonly RetryPolicy ThreeTries = new(3, TimeSpan.FromSeconds(5), 2, TimeSpan.FromMinutes(1));

    public static Submission Submission(int price = 1) => new()
    {
        Id = "job-1",
        OrganisationId = "org-1",
        Surface = "conversions",
        Type = "glb_to_simready",
        Name = "crate.glb",
        Price = price,
        Timeout = TimeSpan.FromMinutes(20),
    };

    public static StagePlan Stage(
        string id, StagePhase phase = StagePhase.Run, ExecutorKind executor = ExecutorKind.BuiltIn, int tasks = 1, bool waiting = false) => new()
        {
            Id = id,
            Type = id,
            Phase = phase,
            Executor = executor,
            Retry = ThreeTries,
            StartsWaiting = waiting,
            Tasks = [.. Enumerable.Range(1, tasks).Select(i => new TaskPlan($"{id}-{i}"))],
        };

    public static Job Planned(params StagePlan[] stages) =>
        JobLifecycle.Submit(Submission(), Now).Do(new Plan([.. stages]));

    public static Job Do(this Job job, JobCommand command, DateTimeOffset? now = null) =>
        JobLifecycle.Apply(job, command, now ?? Now) switch
        {
            Outcome.Refused refused => throw new InvalidOperationException(refused.Refusal.Message),
            Outcome outcome => outcome.Job,
        };

    public static Refusal Refused(this Job job, JobCommand command, DateTimeOffset? now = null) =>
        Assert.IsType<Outcome.Refused>(JobLifecycle.Apply(job, command, now ?? Now)).Refusal;

    public static Job Claimed(this Job job, string task, string token = "token", DateTimeOffset? now = null) =>
        job.Do(new ClaimTask(task, "worker", token, Lease) { Start = true }, now);

    public static Job Completed(this Job job, string task) => job.Claimed(task).Do(new CompleteTask(task, "token"));

    public static string[] EventTypes(this Job job) => [.. job.Events.Select(e => e.Type)];
}

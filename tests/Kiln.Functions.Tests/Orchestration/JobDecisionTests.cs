using Kiln.Functions.Orchestration;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Functions.Tests.Orchestration;

public sealed class JobDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);
    private static readonly JobRun Run = new("org", "job", 0);
    private static readonly RetryPolicy Retry = new(3, TimeSpan.FromSeconds(10), 2, TimeSpan.FromMinutes(1));

    private static Job NewJob(ExecutorKind executor = ExecutorKind.BuiltIn)
    {
        Submission submission = new()
        {
            Id = "job",
            OrganisationId = "org",
            Surface = "test",
            Type = "test",
            Timeout = TimeSpan.FromMinutes(5),
        };
        StagePlan stage = new() { Id = "a", Type = "a", Executor = executor, Retry = Retry, Tasks = [new TaskPlan("a1"), new TaskPlan("a2")] };
        return Do(JobLifecycle.Submit(submission, Now), new Plan([stage]));
    }

    private static Job Do(Job job, JobCommand command) => Assert.IsType<Outcome.Applied>(JobLifecycle.Apply(job, command, Now)).Job;

    private static ClaimTask Claim(string task, string worker) => new(task, worker, "token", TimeSpan.FromMinutes(1)) { Start = true };

    [Fact]
    public void Ready_tasks_of_a_built_in_stage_are_run_under_the_deadline()
    {
        NextStep next = JobDecision.For(NewJob(), Run, Now);

        Assert.Equal((NextAction.RunStage, "a"), (next.Action, next.StageId));
        Assert.Equal(["a1", "a2"], next.TaskIds!);
        Assert.Equal(Now.AddMinutes(5).UtcDateTime, next.Deadline);
    }

    [Fact]
    public void A_task_that_this_run_held_lost_its_process_and_is_run_again()
    {
        NextStep next = JobDecision.For(Do(NewJob(), Claim("a1", Run.InstanceId)), Run, Now);
        Assert.Equal(["a1", "a2"], next.TaskIds!);
    }

    [Fact]
    public void A_task_that_another_holds_is_left_to_it()
    {
        NextStep next = JobDecision.For(Do(NewJob(), Claim("a1", "another")), Run, Now);
        Assert.Equal(["a2"], next.TaskIds!);
    }

    [Fact]
    public void A_back_off_is_waited_for()
    {
        Job job = NewJob();
        foreach (string task in (string[])["a1", "a2"])
        {
            Failure failure = Failure.Of(FailureCodes.InternalError, "It broke.", FailurePhase.Processing);
            job = Do(Do(job, Claim(task, Run.InstanceId)), new FailAttempt(task, "token", failure));
        }

        NextStep next = JobDecision.For(job, Run, Now);
        Assert.Equal(NextAction.Wait, next.Action);
        Assert.Equal(job.Stages[0].Tasks.Min(task => task.NotBefore)?.UtcDateTime, next.WakeAt);
    }

    [Fact]
    public void A_paused_job_waits_without_a_deadline()
    {
        NextStep next = JobDecision.For(Do(NewJob(), new Pause()), Run, Now);
        Assert.Equal(new NextStep(NextAction.Wait), next);
    }

    [Fact]
    public void Work_of_others_is_waited_for_until_the_deadline()
    {
        NextStep next = JobDecision.For(NewJob(ExecutorKind.Worker), Run, Now);
        Assert.Equal(new NextStep(NextAction.Wait, Deadline: Now.AddMinutes(5).UtcDateTime), next);
    }

    [Fact]
    public void An_ended_a_purged_and_a_newer_run_end_the_orchestration()
    {
        Assert.Equal(NextAction.End, JobDecision.For(Do(NewJob(), new CancelNow()), Run, Now).Action);
        Assert.Equal(NextAction.End, JobDecision.For(null, Run, Now).Action);
        Assert.Equal(NextAction.End, JobDecision.For(NewJob() with { Retries = 1 }, Run, Now).Action);
    }
}

using Kiln.Functions.Workers;
using Kiln.Lifecycle;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Lifecycle.Transitions;

namespace Kiln.Functions.Tests.Workers;

public sealed class LeaseSweeperTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 15, 0, TimeSpan.Zero);

    [Fact]
    public void Only_what_has_lapsed_is_ended()
    {
        Job job = Claimed(Claimed(Planned(ExecutorKind.Worker), "a", 10), "b", 60);

        Assert.Empty(LeaseSweeper.CommandsFor(job, Now.AddSeconds(9)));
        Assert.Equal([new ExpireLease("a")], LeaseSweeper.CommandsFor(job, Now.AddSeconds(10)));
        Assert.Equal([new ExpireLease("a"), new ExpireLease("b")], LeaseSweeper.CommandsFor(job, Now.AddSeconds(60)));
    }

    [Fact]
    public void A_cancel_whose_grace_is_over_ends_the_job_with_all_its_leases()
    {
        Job job = Do(Claimed(Claimed(Planned(ExecutorKind.Worker), "a", 600), "b", 5), new RequestCancel(TimeSpan.FromSeconds(30)));

        Assert.Equal([new ExpireLease("b")], LeaseSweeper.CommandsFor(job, Now.AddSeconds(29)));
        Assert.Equal([new CancelNow()], LeaseSweeper.CommandsFor(job, Now.AddSeconds(30)));
    }

    [Fact]
    public void Built_in_attempts_are_left_to_their_orchestration() =>
        Assert.Empty(LeaseSweeper.CommandsFor(Claimed(Planned(ExecutorKind.BuiltIn), "a", 10), Now.AddDays(1)));

    private static Job Planned(ExecutorKind executor)
    {
        Submission submission = new() { Id = "job", OrganisationId = "org", Surface = "jobs", Type = "work" };
        StagePlan stage = new() { Id = "s", Type = "s", Executor = executor, Tasks = [new TaskPlan("a"), new TaskPlan("b")] };
        return Do(JobLifecycle.Submit(submission, Now), new Plan([stage]));
    }

    private static Job Claimed(Job job, string task, int seconds) =>
        Do(job, new ClaimTask(task, "w", task, TimeSpan.FromSeconds(seconds)) { Start = true });

    private static Job Do(Job job, JobCommand command) => Assert.IsType<Outcome.Applied>(JobLifecycle.Apply(job, command, Now)).Job;
}

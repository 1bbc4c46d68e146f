using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>How leases of workers end other than by a report.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_lease_that_is_renewed_ends_all_the_same_when_the_work_does_not_begin()
    {
        Job job = Job(Worker()).Do(new ClaimTask("s-1", "w", "t", Some.Lease) { StartWithin = 10 * Second });

        Job renewed = job.Do(new Heartbeat("s-1", "t", Some.Lease), Some.Now + (9 * Second));
        Assert.Equal(RefusalCode.TooEarly, renewed.Refused(new ExpireLease("s-1"), Some.Now + (9 * Second)).Code);
        Job lost = renewed.Do(new ExpireLease("s-1"), Some.Now + (10 * Second));

        Assert.Equal(FailureCodes.LeaseExpired, lost.Stages[0].Tasks[0].Failure!.Code);
        Assert.Equal(TaskState.Retried, lost.Stages[0].Tasks[0].State);
        Job begun = renewed.Do(new StartTask("s-1", "t"), Some.Now + (9 * Second));
        Assert.Equal(RefusalCode.TooEarly, begun.Refused(new ExpireLease("s-1"), Some.Now + (20 * Second)).Code);
    }

    [Fact]
    public void An_attempt_that_takes_longer_than_it_may_is_ended_however_often_it_beats()
    {
        Job job = Job(Worker() with { AttemptTimeout = 30 * Second }).Claimed("s-1").Do(new Heartbeat("s-1", "token", Some.Lease), Some.Now + (29 * Second));

        Job ended = job.Do(new ExpireLease("s-1"), Some.Now + (30 * Second));

        Assert.Equal(FailureCodes.Timeout, ended.Failure!.Code);
        Assert.Equal(JobState.Failed, ended.State);
        Assert.Equal(RefusalCode.JobFinished, ended.Refused(new CompleteTask("s-1", "token")).Code);
    }

    [Fact]
    public void A_cancel_says_how_long_executors_are_waited_for()
    {
        Job job = Job(Worker()).Claimed("s-1");

        Assert.Equal(Some.Now + (30 * Second), job.Do(new RequestCancel(30 * Second)).CancelBy);
        Assert.Null(job.Do(new RequestCancel()).CancelBy);
    }

    [Fact]
    public void Somebody_must_act_only_on_a_job_that_asks_for_more_than_workers()
    {
        Submission free = Some.Submission(price: 0) with { Timeout = null };
        Assert.False(Job(Worker(), free).IsDriven);
        Assert.True(Job(Worker(), free with { Price = 1 }).IsDriven);
        Assert.True(Job(Some.Stage("s"), free).IsDriven);
        Assert.True(Job(Worker(), free with { Timeout = Second }).IsDriven);

        Job later = Job(Worker(), free with { Timeout = Second, DeadlineStart = DeadlineStart.Started });
        Assert.False(later.IsDriven);
        Assert.True(later.Claimed("s-1").IsDriven);
    }

    [Fact]
    public void What_is_given_back_before_it_began_leaves_no_trace_but_in_the_log()
    {
        Job job = Job(Worker()).Do(new ClaimTask("s-1", "w", "t", Some.Lease));
        Assert.Equal(JobState.Claimed, job.State);

        Job back = job.Do(new ReleaseTask("s-1", "t"));

        Assert.Equal(JobState.Queued, back.State);
        Assert.Equal((TaskState.Pending, 0), (back.Stages[0].Tasks[0].State, back.Stages[0].Tasks[0].FailedAttempts));
        Assert.Equal("s-1", ReadyWork.Next(back, "s", Some.Now)!.Id);
    }

    private static StagePlan Worker() => Some.Stage("s", executor: ExecutorKind.Worker);

    private static Job Job(StagePlan stage, Submission? submission = null) =>
        Lifecycle.Transitions.JobLifecycle.Submit(submission ?? Some.Submission(0), Some.Now).Do(new Plan([stage]));
}

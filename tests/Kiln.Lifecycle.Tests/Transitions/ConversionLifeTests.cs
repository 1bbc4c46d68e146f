using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using static Kiln.Lifecycle.Events.EventTypes;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>The life of a job whose stages are all built in.</summary>
public sealed class ConversionLifeTests
{
    private static Job Conversion() => Some.Planned(
        Some.Stage("prepare", StagePhase.Prepare), Some.Stage("physics"), Some.Stage("usd"));

    [Fact]
    public void A_submission_reserves_and_waits_for_its_plan()
    {
        Job job = Lifecycle.Transitions.JobLifecycle.Submit(Some.Submission(price: 3), Some.Now);

        Assert.Equal(JobState.Accepted, job.State);
        Assert.Equal(new Reservation(1, 3), job.Reservation);
        Assert.Equal(Some.Now + TimeSpan.FromMinutes(20), job.Deadline);
        Assert.Equal([JobCreated, CreditsReserved], job.EventTypes());
    }

    [Fact]
    public void It_prepares_queues_runs_and_succeeds_charged_once()
    {
        Job job = Conversion();
        Assert.Equal(JobState.Preparing, job.State);
        Assert.Null(job.QueuedAt);

        job = job.Completed("prepare-1");
        Assert.Equal(JobState.Queued, job.State);
        Assert.Equal(Some.Now, job.QueuedAt);

        job = job.Claimed("physics-1");
        Assert.Equal(JobState.Running, job.State);

        job = job.Do(new CompleteTask("physics-1", "token"));
        Assert.Equal(JobState.Running, job.State);
        Assert.Equal(66, job.Progress);

        job = job.Completed("usd-1");
        Assert.Equal(JobState.Succeeded, job.State);
        Assert.Equal(100, job.Progress);
        Assert.Equal(Settlement.Charge, job.Reservation?.Settlement);
        Assert.Equal([CreditsCharged, JobSucceeded], job.EventTypes()[^2..]);
        Assert.Single(job.EventTypes(), JobStarted);
    }

    [Fact]
    public void A_claim_without_start_is_claimed_until_it_starts()
    {
        Job job = Some.Planned(Some.Stage("render")).Do(new ClaimTask("render-1", "worker", "token", Some.Lease));
        Assert.Equal(JobState.Claimed, job.State);

        Assert.Equal(JobState.Running, job.Do(new StartTask("render-1", "token")).State);
    }

    [Fact]
    public void A_retryable_failure_queues_the_job_again_after_a_back_off_that_grows()
    {
        Failure failure = Failure.Of(FailureCodes.InternalError, "It broke.", FailurePhase.Processing);
        Job first = Some.Planned(Some.Stage("usd")).Claimed("usd-1").Do(new FailAttempt("usd-1", "token", failure));

        Assert.Equal(JobState.Queued, first.State);
        JobTask task = first.Stages[0].Tasks[0];
        Assert.Equal(TaskState.Retried, task.State);
        Assert.InRange((task.NotBefore - Some.Now)!.Value.TotalSeconds, 4, 6);
        Assert.Equal(task.NotBefore, first.Refused(new ClaimTask("usd-1", "w", "t", Some.Lease)).RetryAt);
        Assert.Equal("retry_backoff", Waiting.For(first, Some.Now)?.Reason);

        DateTimeOffset later = Some.Now.AddSeconds(7);
        Job second = first.Claimed("usd-1", now: later).Do(new FailAttempt("usd-1", "token", failure), later);
        Assert.InRange((second.Stages[0].Tasks[0].NotBefore - later)!.Value.TotalSeconds, 8, 12);

        DateTimeOffset last = later.AddSeconds(13);
        Job third = second.Claimed("usd-1", now: last).Do(new FailAttempt("usd-1", "token", failure), last);
        Assert.Equal(JobState.Failed, third.State);
        Assert.True(third.DeadLettered);
        Assert.Equal(Settlement.Refund, third.Reservation?.Settlement);
        Assert.Equal(StageState.Failed, third.Stages[0].State);
    }

    [Fact]
    public void A_failure_that_is_not_retryable_ends_the_job_at_once_and_is_no_dead_letter()
    {
        Failure failure = Failure.Of(FailureCodes.ValidationError, "The mesh has no triangles.", FailurePhase.Processing);
        Job job = Conversion().Claimed("prepare-1").Do(new FailAttempt("prepare-1", "token", failure));

        Assert.Equal(JobState.Failed, job.State);
        Assert.False(job.DeadLettered);
        Assert.Equal(failure, job.Failure);
        Assert.Equal([StageState.Failed, StageState.Created, StageState.Created], job.Stages.Select(stage => stage.State));
    }

    [Fact]
    public void An_interrupted_attempt_is_taken_over_uncounted_until_there_were_too_many()
    {
        Job job = Some.Planned(Some.Stage("usd")).Claimed("usd-1", "first");
        ClaimTask again = new("usd-1", "worker", "second", Some.Lease) { TakeOver = true, MaxInterruptions = 1 };

        job = job.Do(again);
        Assert.Equal((0, 1), (job.Stages[0].Tasks[0].FailedAttempts, job.Stages[0].Tasks[0].Interruptions));
        Assert.Equal(RefusalCode.LeaseLost, job.Refused(new CompleteTask("usd-1", "first")).Code);
        Assert.Equal(RefusalCode.NotClaimable, job.Refused(again with { Token = "x", Worker = "stranger" }).Code);

        job = job.Do(again with { Token = "third" });
        Assert.Equal(JobState.Failed, job.State);
        Assert.Equal(FailureCodes.InternalError, job.Failure?.Code);
    }

    [Fact]
    public void Progress_never_falls_and_its_events_are_a_second_apart()
    {
        Job job = Some.Planned(Some.Stage("usd"), Some.Stage("mjcf")).Claimed("usd-1");
        job = job.Do(new ReportProgress("usd-1", "token", 40), Some.Now.AddSeconds(1));
        Assert.Equal(20, job.Progress);
        job = job.Do(new ReportProgress("usd-1", "token", 60), Some.Now.AddSeconds(1.5));
        job = job.Do(new ReportProgress("usd-1", "token", 10), Some.Now.AddSeconds(1.7));
        Assert.Equal(30, job.Progress);
        Assert.Single(job.EventTypes(), JobProgress);

        job = job.Do(new ReportProgress("usd-1", "token", 80), Some.Now.AddSeconds(2));
        Assert.Equal(2, job.EventTypes().Count(type => type == JobProgress));
        Assert.Equal(40, job.Progress);
    }

    [Fact]
    public void Reports_of_one_token_repeat_harmlessly()
    {
        Job job = Some.Planned(Some.Stage("usd")).Completed("usd-1");

        Assert.Same(job, job.Do(new CompleteTask("usd-1", "token")));
        Assert.Equal(RefusalCode.JobFinished, job.Refused(new CompleteTask("usd-1", "other")).Code);
        Assert.Equal(RefusalCode.JobFinished, job.Refused(new Heartbeat("usd-1", "token", Some.Lease)).Code);
    }
}

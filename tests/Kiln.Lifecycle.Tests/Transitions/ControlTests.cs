using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Credits;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using static Kiln.Lifecycle.Events.EventTypes;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>Cancel, pause, time-out, retry, gates.</summary>
public sealed class ControlTests
{
    private static readonly Failure Broke = Failure.Of(FailureCodes.InternalError, "It broke.", FailurePhase.Processing);

    [Fact]
    public void Cancel_with_nothing_claimed_ends_the_job_and_refunds()
    {
        Job job = Some.Planned(Some.Stage("usd")).Do(new RequestCancel());

        Assert.Equal(JobState.Cancelled, job.State);
        Assert.Equal(Settlement.Refund, job.Reservation?.Settlement);
        Assert.Equal(StageState.Aborted, job.Stages[0].State);
        Assert.Equal(RefusalCode.JobFinished, job.Refused(new RequestCancel()).Code);
    }

    [Fact]
    public void Cancel_of_running_work_waits_for_the_executor()
    {
        Job asked = Some.Planned(Some.Stage("usd")).Claimed("usd-1").Do(new RequestCancel());
        Assert.Equal((JobState.Running, true), (asked.State, asked.CancelRequested));
        Assert.Same(asked, asked.Do(new RequestCancel()));

        Job stopped = asked.Do(new ReleaseTask("usd-1", "token"));
        Assert.Equal(JobState.Cancelled, stopped.State);
        Assert.Single(stopped.EventTypes(), JobCancelRequested);
    }

    [Fact]
    public void Work_that_was_done_before_it_noticed_a_cancel_stays_done()
    {
        Job asked = Some.Planned(Some.Stage("usd")).Claimed("usd-1").Do(new RequestCancel());
        Assert.Equal(JobState.Succeeded, asked.Do(new CompleteTask("usd-1", "token")).State);

        Job unfinished = Some.Planned(Some.Stage("usd"), Some.Stage("mjcf")).Claimed("usd-1").Do(new RequestCancel());
        Assert.Equal(JobState.Cancelled, unfinished.Do(new CompleteTask("usd-1", "token")).State);
        Assert.Equal(JobState.Cancelled, unfinished.Do(new FailAttempt("usd-1", "token", Broke)).State);
    }

    [Fact]
    public void A_lost_lease_ends_a_cancelled_job()
    {
        Job asked = Some.Planned(Some.Stage("usd")).Claimed("usd-1").Do(new RequestCancel());
        Assert.Equal(RefusalCode.TooEarly, asked.Refused(new ExpireLease("usd-1")).Code);
        Assert.Equal(JobState.Cancelled, asked.Do(new ExpireLease("usd-1"), Some.Now + Some.Lease).State);
    }

    [Fact]
    public void Cancel_now_fences_the_lease_and_refuses_what_comes_late()
    {
        Job job = Some.Planned(Some.Stage("usd")).Claimed("usd-1").Do(new CancelNow());

        Assert.Equal(JobState.Cancelled, job.State);
        Assert.True(job.Stages[0].Tasks[0].Fenced);
        Assert.Equal(RefusalCode.JobFinished, job.Refused(new CompleteTask("usd-1", "token")).Code);
    }

    [Fact]
    public void A_pause_stops_the_deadline_and_claims_and_a_resume_gives_the_rest_back()
    {
        Job paused = Some.Planned(Some.Stage("usd")).Do(new Pause(), Some.Now.AddMinutes(5));
        Assert.Null(paused.Deadline);
        Assert.Equal(TimeSpan.FromMinutes(15), paused.TimeLeft);
        Assert.Same(paused, paused.Do(new Pause(), Some.Now.AddMinutes(6)));
        Assert.Equal(RefusalCode.NotClaimable, paused.Refused(new ClaimTask("usd-1", "w", "t", Some.Lease)).Code);
        Assert.Equal(RefusalCode.TooEarly, paused.Refused(new TimeOut(), Some.Now.AddDays(1)).Code);
        Assert.Equal("paused", Waiting.For(paused, Some.Now.AddDays(1))?.Reason);

        Job resumed = paused.Do(new Resume(), Some.Now.AddDays(1));
        Assert.Equal(Some.Now.AddDays(1).AddMinutes(15), resumed.Deadline);
        Assert.Equal(JobState.Queued, resumed.State);
    }

    [Fact]
    public void An_attempt_given_back_in_a_pause_is_not_counted()
    {
        Job job = Some.Planned(Some.Stage("usd")).Claimed("usd-1").Do(new Pause()).Do(new ReleaseTask("usd-1", "token"));

        Assert.Equal((JobState.Queued, 0), (job.State, job.Stages[0].Tasks[0].FailedAttempts));
        Assert.Equal(JobState.Running, job.Do(new Resume()).Claimed("usd-1").State);
    }

    [Fact]
    public void A_time_out_fences_the_attempt_and_refunds()
    {
        Job running = Some.Planned(Some.Stage("usd"), Some.Stage("mjcf")).Claimed("usd-1");
        Assert.Equal(RefusalCode.TooEarly, running.Refused(new TimeOut(), Some.Now.AddMinutes(19)).Code);

        Job job = running.Do(new TimeOut(), Some.Now.AddMinutes(20));
        Assert.Equal((JobState.TimedOut, FailureCodes.Timeout), (job.State, job.Failure?.Code));
        Assert.Equal([StageState.Failed, StageState.Aborted], job.Stages.Select(stage => stage.State));
        Assert.Equal(Settlement.Refund, job.Reservation?.Settlement);
        Assert.Equal(RefusalCode.JobFinished, job.Refused(new CompleteTask("usd-1", "token")).Code);
    }

    [Fact]
    public void Whichever_of_time_out_and_completion_was_written_first_stays()
    {
        Job done = Some.Planned(Some.Stage("usd")).Completed("usd-1");
        Assert.Equal(RefusalCode.JobFinished, done.Refused(new TimeOut(), Some.Now.AddHours(1)).Code);
    }

    [Fact]
    public void A_deadline_that_counts_from_the_start_begins_then()
    {
        Submission submission = Some.Submission() with { DeadlineStart = DeadlineStart.Started };
        Job job = Lifecycle.Transitions.JobLifecycle.Submit(submission, Some.Now).Do(new Plan([Some.Stage("run")]));
        Assert.Null(job.Deadline);

        job = job.Claimed("run-1", now: Some.Now.AddHours(2));
        Assert.Equal(Some.Now.AddHours(2).AddMinutes(20), job.Deadline);
    }

    [Fact]
    public void A_manual_retry_keeps_completed_stages_and_reserves_anew_after_the_refund_was_applied()
    {
        Job failed = Some.Planned(Some.Stage("usd"), Some.Stage("mjcf")).Completed("usd-1").Claimed("mjcf-1")
            .Do(new FailAttempt("mjcf-1", "token", Broke with { Retryable = false }));
        Assert.Equal(RefusalCode.Conflict, failed.Refused(new Retry(1, "ada")).Code);

        Job again = failed.Do(new RecordSettlement()).Do(new Retry(1, "ada"));
        Assert.Equal((JobState.Queued, 1), (again.State, again.Retries));
        Assert.Equal(new Reservation(2, 1), again.Reservation);
        Assert.Equal([StageState.Completed, StageState.Pending], again.Stages.Select(stage => stage.State));
        Assert.Equal(JobState.Succeeded, again.Completed("mjcf-1").State);
        Assert.Equal("Cannot retry a job that is Succeeded.", again.Completed("mjcf-1").Refused(new Retry(1, "ada")).Message);
    }

    [Fact]
    public void A_gate_holds_the_job_until_it_is_approved()
    {
        Job job = Some.Planned(Some.Stage("brief"), Some.Stage("review", waiting: true)).Completed("brief-1");
        Assert.Equal(JobState.Held, job.State);
        Assert.Equal("review", Waiting.For(job, Some.Now)?.Reason);
        Assert.Equal(RefusalCode.NotClaimable, job.Refused(new ClaimTask("review-1", "w", "t", Some.Lease)).Code);

        Job open = job.Do(new Approve());
        Assert.Equal(JobState.Queued, open.State);
        Assert.Equal(RefusalCode.Conflict, open.Refused(new Approve()).Code);
    }

    [Fact]
    public void A_gate_does_not_open_before_its_predecessor_is_done()
    {
        Job job = Some.Planned(Some.Stage("brief"), Some.Stage("review", waiting: true));
        Assert.Equal("Previous stage is not COMPLETED", job.Refused(new Approve("review")).Message);
    }

    [Fact]
    public void An_unsealed_job_waits_for_more_stages_until_it_is_sealed()
    {
        Submission submission = Some.Submission() with { Sealed = false };
        Job job = Lifecycle.Transitions.JobLifecycle.Submit(submission, Some.Now)
            .Do(new Plan([Some.Stage("a", executor: ExecutorKind.Worker)])).Completed("a-1");
        Assert.Equal(JobState.Queued, job.State);

        Job more = job.Do(new AddStage(Some.Stage("b", executor: ExecutorKind.Worker)));
        Assert.Equal(StageState.Pending, more.Stages[1].State);
        Assert.Equal(JobState.Succeeded, job.Do(new Seal()).State);
        Assert.Equal(JobState.Succeeded, more.Do(new Seal()).Completed("b-1").State);
    }

    [Fact]
    public void Tasks_join_a_stage_only_before_it_begins()
    {
        Job job = Some.Planned(Some.Stage("tile", executor: ExecutorKind.Worker)).Do(new AddTasks("tile", [new TaskPlan("extra")]));
        Assert.Equal(2, job.Stages[0].Tasks.Length);
        Assert.Same(job, job.Do(new AddTasks("tile", [])));
        Assert.Equal(RefusalCode.Conflict, job.Claimed("extra").Refused(new AddTasks("tile", [new TaskPlan("late")])).Code);
    }
}

using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Lifecycle.Tests.Transitions;

/// <summary>What belongs to an attempt at a worker's task: its lease, its deadline, its number, who made it.</summary>
public sealed class WorkerAttemptTests
{
    [Fact]
    public void A_start_renews_the_lease_when_it_says_so()
    {
        Job job = Claimed().Do(new StartTask("run-1", "token") { LeaseDuration = Some.Lease }, At(40));
        Assert.Equal(At(100), job.Stages[0].Tasks[0].Lease!.ExpiresAt);
        Assert.Same(job, job.Do(new StartTask("run-1", "token"), At(50)));
    }

    [Fact]
    public void A_deadline_of_the_attempt_begins_anew_with_every_start()
    {
        Job job = Running(At(5));
        Assert.Equal((At(5), At(5) + job.Timeout), (job.StartedAt, job.Deadline));

        Failure broke = new(FailureCodes.ProcessingFailed, "It broke.", FailurePhase.Processing, Retryable: true);
        job = job.Do(new FailAttempt("run-1", "token", broke), At(100));
        Assert.Equal((JobState.Queued, null, null), (job.State, job.StartedAt, job.Deadline));
        Assert.Null(job.Stages[0].Tasks[0].Worker);

        job = job.Do(new ClaimTask("run-1", "other", "token-2", Some.Lease), At(200)).Do(new StartTask("run-1", "token-2"), At(210));
        Assert.Equal((At(210), At(210) + job.Timeout), (job.StartedAt, job.Deadline));
        Assert.Equal(("other", 2), (job.Stages[0].Tasks[0].Worker, job.Stages[0].Tasks[0].Claims));
        Assert.Equal(JobState.TimedOut, job.Do(new TimeOut(), job.Deadline).State);
    }

    [Fact]
    public void A_pause_stops_the_deadline_of_an_attempt()
    {
        Job paused = Running(At(0)).Do(new Pause(), At(60));
        Assert.Null(paused.Deadline);
        Job resumed = paused.Do(new Resume(), At(1000));
        Assert.Equal(At(940) + resumed.Timeout, resumed.Deadline);
    }

    [Fact]
    public void The_worker_of_the_attempt_that_ended_the_task_is_remembered()
    {
        Assert.Equal("runner", Running().Do(new CompleteTask("run-1", "token")).Stages[0].Tasks[0].Worker);
        Assert.Null(Claimed().Do(new ReleaseTask("run-1", "token")).Stages[0].Tasks[0].Worker);
    }

    private static Job Claimed()
    {
        Submission submission = Some.Submission() with { DeadlineStart = DeadlineStart.AttemptStarted };
        return Lifecycle.Transitions.JobLifecycle.Submit(submission, Some.Now)
            .Do(new Plan([Some.Stage("run", executor: ExecutorKind.Worker)]))
            .Do(new ClaimTask("run-1", "runner", "token", Some.Lease));
    }

    private static Job Running(DateTimeOffset? start = null) => Claimed().Do(new StartTask("run-1", "token"), start);

    private static DateTimeOffset At(double seconds) => Some.Now + TimeSpan.FromSeconds(seconds);
}

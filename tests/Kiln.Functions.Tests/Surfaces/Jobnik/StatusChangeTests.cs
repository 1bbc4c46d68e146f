using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Jobnik;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Tests.Surfaces.Jobnik;

/// <summary>Every cell of what a user may ask of a job, a stage and a task.</summary>
public sealed class StatusChangeTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("PENDING", "PENDING", null)]
    [InlineData("PENDING", "PAUSED", typeof(Pause))]
    [InlineData("PENDING", "ABORTED", typeof(CancelNow))]
    [InlineData("IN_PROGRESS", "PENDING", null)]
    [InlineData("IN_PROGRESS", "PAUSED", typeof(Pause))]
    [InlineData("IN_PROGRESS", "ABORTED", typeof(CancelNow))]
    [InlineData("PAUSED", "PENDING", typeof(Resume))]
    [InlineData("PAUSED", "PAUSED", null)]
    [InlineData("PAUSED", "ABORTED", typeof(CancelNow))]
    [InlineData("COMPLETED", "PENDING", null)]
    [InlineData("COMPLETED", "PAUSED", null)]
    [InlineData("COMPLETED", "ABORTED", null)]
    [InlineData("FAILED", "PENDING", null)]
    [InlineData("FAILED", "PAUSED", null)]
    [InlineData("FAILED", "ABORTED", null)]
    [InlineData("ABORTED", "PENDING", null)]
    [InlineData("ABORTED", "PAUSED", null)]
    [InlineData("ABORTED", "ABORTED", null)]
    public void A_job_takes_what_the_table_says(string from, string asked, Type? command)
    {
        Job job = JobIn(from);

        if (command is not null)
        {
            Assert.IsType(command, StatusChange.OfJob(job, asked));
            return;
        }

        ApiException refusal = Assert.Throws<ApiException>(() => StatusChange.OfJob(job, asked));
        Assert.Equal(
            (400, "ILLEGAL_JOB_STATUS_TRANSITION", $"Illegal status transition from {from} to {asked}"),
            (refusal.Status, refusal.Code, refusal.Message));
    }

    [Fact]
    public void A_waiting_stage_is_released_and_a_pending_one_is_left()
    {
        Job job = SomeJob.Of(-1, 1);

        Assert.Equal(new Approve("stage-1"), StatusChange.OfStage(job, job.Stages[0]));
        Job released = job.Do(new Approve("stage-1"));
        Assert.Null(StatusChange.OfStage(released, released.Stages[0]));
    }

    [Theory]
    [InlineData("PENDING", 2, "Previous stage is not COMPLETED")]
    [InlineData("IN_PROGRESS", 1, "Illegal status transition from IN_PROGRESS to PENDING")]
    [InlineData("IN_PROGRESS", 3, "Previous stage is not COMPLETED")]
    [InlineData("COMPLETED", 1, "Illegal status transition from COMPLETED to PENDING")]
    [InlineData("COMPLETED", 2, "Illegal status transition from COMPLETED to PENDING")]
    [InlineData("FAILED", 1, "Illegal status transition from FAILED to PENDING")]
    [InlineData("FAILED", 2, "Previous stage is not COMPLETED")]
    [InlineData("ABORTED", 1, "Illegal status transition from ABORTED to PENDING")]
    [InlineData("ABORTED", 3, "Previous stage is not COMPLETED")]
    public void A_stage_that_cannot_be_released_says_why(string jobStatus, int order, string message)
    {
        Job job = JobIn(jobStatus);

        ApiException refusal = Assert.Throws<ApiException>(() => StatusChange.OfStage(job, job.Stages[order - 1]));
        Assert.Equal((400, "ILLEGAL_STAGE_STATUS_TRANSITION", message), (refusal.Status, refusal.Code, refusal.Message));
    }

    [Theory]
    [InlineData("PENDING", "COMPLETED", 2, "Illegal status transition from PENDING to COMPLETED")]
    [InlineData("PENDING", "FAILED", 2, "Illegal status transition from PENDING to RETRIED")]
    [InlineData("PENDING", "FAILED", 1, "Illegal status transition from PENDING to FAILED")]
    [InlineData("RETRIED", "COMPLETED", 2, "Illegal status transition from RETRIED to COMPLETED")]
    [InlineData("RETRIED", "FAILED", 2, "Illegal status transition from RETRIED to FAILED")]
    [InlineData("RETRIED", "FAILED", 3, "Illegal status transition from RETRIED to RETRIED")]
    [InlineData("COMPLETED", "COMPLETED", 2, "Illegal status transition from COMPLETED to COMPLETED")]
    [InlineData("COMPLETED", "FAILED", 2, "Illegal status transition from COMPLETED to RETRIED")]
    [InlineData("FAILED", "COMPLETED", 1, "Illegal status transition from FAILED to COMPLETED")]
    [InlineData("FAILED", "FAILED", 1, "Illegal status transition from FAILED to FAILED")]
    public void A_task_that_nobody_works_on_takes_no_report(string from, string asked, int attempts, string message)
    {
        ApiException refusal = Assert.Throws<ApiException>(() => StatusChange.OfTask(TaskIn(from, attempts), asked, token: null, tokenRequired: false));
        Assert.Equal((400, "ILLEGAL_TASK_STATUS_TRANSITION", message), (refusal.Status, refusal.Code, refusal.Message));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SomeJob.Token)]
    public void A_report_on_a_running_task_is_taken_also_while_the_job_is_paused(string? token)
    {
        foreach (Job job in (Job[])[SomeJob.Of(1).Taken(), SomeJob.Of(1).Taken().Do(new Pause())])
        {
            JobTask task = job.Stages[0].Tasks[0];
            Assert.Equal(new CompleteTask(task.Id, SomeJob.Token), StatusChange.OfTask(task, "COMPLETED", token, tokenRequired: false));
            FailAttempt failed = Assert.IsType<FailAttempt>(StatusChange.OfTask(task, "FAILED", token, tokenRequired: false));
            Assert.True(failed.Failure.Retryable);
        }
    }

    [Theory]
    [InlineData("COMPLETED", "COMPLETED", 1, true)]
    [InlineData("COMPLETED", "FAILED", 1, false)]
    [InlineData("FAILED", "FAILED", 1, true)]
    [InlineData("RETRIED", "FAILED", 2, true)]
    [InlineData("RETRIED", "COMPLETED", 2, false)]
    public void The_token_of_the_write_repeats_it_and_nothing_else(string from, string asked, int attempts, bool repeats)
    {
        JobTask task = TaskIn(from, attempts);

        if (repeats)
        {
            Assert.Null(StatusChange.OfTask(task, asked, SomeJob.Token, tokenRequired: true));
        }
        else
        {
            IsLate(() => StatusChange.OfTask(task, asked, SomeJob.Token, tokenRequired: false));
        }
    }

    [Fact]
    public void Late_reports_are_refused()
    {
        JobTask running = SomeJob.Of(1).Taken().Stages[0].Tasks[0];
        IsLate(() => StatusChange.OfTask(running, "COMPLETED", "another", tokenRequired: false));
        IsLate(() => StatusChange.OfTask(running, "COMPLETED", token: null, tokenRequired: true));

        JobTask fenced = SomeJob.Of(1).Taken().Do(new CancelNow()).Stages[0].Tasks[0];
        IsLate(() => StatusChange.OfTask(fenced, "COMPLETED", token: null, tokenRequired: false));
        IsLate(() => StatusChange.OfTask(fenced, "FAILED", SomeJob.Token, tokenRequired: false));

        JobTask neverTaken = SomeJob.Of(1).Do(new CancelNow()).Stages[0].Tasks[0];
        IsLate(() => StatusChange.OfTask(neverTaken, "FAILED", token: null, tokenRequired: false));

        JobTask expired = SomeJob.Of(2, [1]).Taken().Do(new ExpireLease(SomeJob.TaskId(1, 1)), SomeJob.Now + Lease).Stages[0].Tasks[0];
        Assert.Equal(TaskState.Retried, expired.State);
        IsLate(() => StatusChange.OfTask(expired, "COMPLETED", SomeJob.Token, tokenRequired: false));
        IsLate(() => StatusChange.OfTask(expired, "FAILED", SomeJob.Token, tokenRequired: false));
    }

    [Fact]
    public void A_heartbeat_is_the_holders()
    {
        JobTask running = SomeJob.Of(1).Taken().Stages[0].Tasks[0];
        Heartbeat beat = new(running.Id, SomeJob.Token, Lease);

        Assert.Equal(beat, StatusChange.OfWorker(running, SomeJob.Token, tokenRequired: true, Lease));
        Assert.Equal(beat, StatusChange.OfWorker(running, token: null, tokenRequired: false, Lease));
        IsLate(() => StatusChange.OfWorker(running, "another", tokenRequired: false, Lease));
        IsLate(() => StatusChange.OfWorker(running, token: null, tokenRequired: true, Lease));
        IsLate(() => StatusChange.OfWorker(TaskIn("COMPLETED", 1), SomeJob.Token, tokenRequired: false, Lease));
        Assert.Null(StatusChange.OfWorker(SomeJob.Of(1).Taken().Do(new CancelNow()).Stages[0].Tasks[0], SomeJob.Token, tokenRequired: false, Lease));
    }

    private static void IsLate(Func<object?> ask)
    {
        ApiException refusal = Assert.Throws<ApiException>(ask);
        Assert.Equal(
            (409, "TASK_STATUS_UPDATE_FAILED", "TASK_STATUS_UPDATE_FAILED"), (refusal.Status, refusal.Code, refusal.Message));
    }

    private static Job JobIn(string status) => status switch
    {
        "PENDING" => SomeJob.Of(1, 1),
        "IN_PROGRESS" => SomeJob.Of(1, 1, -1).Taken(),
        "PAUSED" => SomeJob.Of(1).Taken().Do(new Pause()),
        "COMPLETED" => SomeJob.Of(1, 1).Completed().Completed(2),
        "FAILED" => SomeJob.Of(1, -1).FailedAttempt(),
        "ABORTED" => SomeJob.Of(1, 1, -1).Do(new CancelNow()),
        _ => throw new ArgumentException(status, nameof(status)),
    };

    private static JobTask TaskIn(string status, int attempts) => (status switch
    {
        "PENDING" => SomeJob.Of(attempts, [1]),
        "RETRIED" or "FAILED" => SomeJob.Of(attempts, [1]).FailedAttempt(),
        "COMPLETED" => SomeJob.Of(attempts, [2]).Completed(),
        _ => throw new ArgumentException(status, nameof(status)),
    }).Stages[0].Tasks[0];
}

using Kiln.Functions.Surfaces.Jobnik.Errors;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Commands;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik;

/// <summary>
/// What a client asks of a status, as the lifecycle's command; what may not be asked is refused. Pure: decided by the record as it stands
/// at the write.
/// </summary>
internal static class StatusChange
{
    /// <summary>Pause, resume or abort of a job.</summary>
    public static JobCommand OfJob(Job job, string asked)
    {
        string from = JobnikWords.Of(job);
        return (from, asked) switch
        {
            (JobnikWords.Paused, JobnikWords.Pending) => new Resume(),
            (JobnikWords.Pending or JobnikWords.InProgress, JobnikWords.Paused) => new Pause(),
            (JobnikWords.Pending or JobnikWords.InProgress or JobnikWords.Paused, JobnikWords.Aborted) => new CancelNow(),
            _ => throw JobnikRefusals.IllegalTransition(JobnikCodes.IllegalJobStatus, from, asked),
        };
    }

    /// <summary>Release of a stage to its workers; null when it is released already.</summary>
    public static Approve? OfStage(Job job, Stage stage)
    {
        if (stage.State == StageState.Pending)
        {
            return null;
        }

        if (stage.Order > 1 && job.Stages[stage.Order - 2].State != StageState.Completed)
        {
            throw JobnikRefusals.PreviousStageOpen();
        }

        return stage.State is StageState.Waiting or StageState.Created
            ? new Approve(stage.Id)
            : throw JobnikRefusals.IllegalTransition(JobnikCodes.IllegalStageStatus, JobnikWords.Of(stage.State), JobnikWords.Pending);
    }

    /// <summary>
    /// A worker's report on a task. One that shows the token of its attempt is held to it, and may repeat itself (null); one that shows
    /// none speaks for the present attempt.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="asked">COMPLETED or FAILED.</param>
    /// <param name="token">The token shown, or null.</param>
    /// <param name="tokenRequired">Whether reports without one are refused.</param>
    public static JobCommand? OfTask(JobTask task, string asked, string? token, bool tokenRequired)
    {
        bool completes = asked == JobnikWords.Completed;
        if (token is null && !tokenRequired && !task.Fenced)
        {
            return task is { State: TaskState.InProgress, Lease: { } present }
                ? Report(task, completes, present.Token)
                : throw JobnikRefusals.IllegalTransition(JobnikCodes.IllegalTaskStatus, JobnikWords.Of(task.State), Became(task, completes));
        }

        if (token is not null && task.Lease?.Token == token)
        {
            return Report(task, completes, token);
        }

        bool repeats = token is not null && task.LastToken == token
            && (completes ? task.State == TaskState.Completed : task.State is TaskState.Retried or TaskState.Failed);
        return repeats ? null : throw JobnikRefusals.TaskUpdateFailed();
    }

    /// <summary>
    /// A worker's sign of life; null when the job has ended and the worker is to be told. Refuses whoever does not hold the task.
    /// </summary>
    public static Heartbeat? OfWorker(JobTask task, string? token, bool tokenRequired, TimeSpan lease)
    {
        if (task is { Fenced: true, State: TaskState.InProgress })
        {
            return null;
        }

        bool holds = task.Lease is { } held && (token is null ? !tokenRequired : token == held.Token);
        return holds ? new Heartbeat(task.Id, task.Lease!.Token, lease) : throw JobnikRefusals.TaskUpdateFailed();
    }

    private static JobCommand Report(JobTask task, bool completes, string token) => completes
        ? new CompleteTask(task.Id, token)
        : new FailAttempt(task.Id, token, new Failure(
            FailureCodes.ProcessingFailed, "The worker reported that the task failed.", FailurePhase.Processing, Retryable: true));

    private static string Became(JobTask task, bool completes) => completes ? JobnikWords.Completed
        : task.FailedAttempts + 1 < task.MaxAttempts ? JobnikWords.Retried
        : JobnikWords.Failed;
}

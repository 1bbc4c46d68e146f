namespace Kiln.Lifecycle.Events;

/// <summary>The types of events.</summary>
public static class EventTypes
{
    /// <summary>The job was accepted.</summary>
    public const string JobCreated = "job.created";

    /// <summary>Its preparing stages began.</summary>
    public const string JobPreparing = "job.preparing";

    /// <summary>It waits for a person or a condition.</summary>
    public const string JobHeld = "job.held";

    /// <summary>It is ready for an executor.</summary>
    public const string JobQueued = "job.queued";

    /// <summary>An executor took it.</summary>
    public const string JobClaimed = "job.claimed";

    /// <summary>Work began.</summary>
    public const string JobStarted = "job.started";

    /// <summary>Progress or step changed; at most one a second.</summary>
    public const string JobProgress = "job.progress";

    /// <summary>It was paused.</summary>
    public const string JobPaused = "job.paused";

    /// <summary>It goes on after a pause.</summary>
    public const string JobResumed = "job.resumed";

    /// <summary>A cancel waits for an executor to stop.</summary>
    public const string JobCancelRequested = "job.cancel_requested";

    /// <summary>It was retried by hand.</summary>
    public const string JobRetried = "job.retried";

    /// <summary>It ended well.</summary>
    public const string JobSucceeded = "job.succeeded";

    /// <summary>It failed.</summary>
    public const string JobFailed = "job.failed";

    /// <summary>Its deadline passed.</summary>
    public const string JobTimedOut = "job.timed_out";

    /// <summary>It was cancelled.</summary>
    public const string JobCancelled = "job.cancelled";

    /// <summary>A stage was added.</summary>
    public const string StageCreated = "stage.created";

    /// <summary>A stage's tasks may be taken.</summary>
    public const string StagePending = "stage.pending";

    /// <summary>A stage waits for approval.</summary>
    public const string StageWaiting = "stage.waiting";

    /// <summary>A stage's first task was taken.</summary>
    public const string StageStarted = "stage.started";

    /// <summary>A stage is complete.</summary>
    public const string StageCompleted = "stage.completed";

    /// <summary>A stage failed.</summary>
    public const string StageFailed = "stage.failed";

    /// <summary>A stage was cut off by the end of the job.</summary>
    public const string StageAborted = "stage.aborted";

    /// <summary>A task was taken.</summary>
    public const string TaskClaimed = "task.claimed";

    /// <summary>A task is complete.</summary>
    public const string TaskCompleted = "task.completed";

    /// <summary>An attempt failed and another follows.</summary>
    public const string TaskRetried = "task.retried";

    /// <summary>An attempt was given back uncounted.</summary>
    public const string TaskReleased = "task.released";

    /// <summary>A task is out of attempts.</summary>
    public const string TaskFailed = "task.failed";

    /// <summary>Credits were reserved.</summary>
    public const string CreditsReserved = "credits.reserved";

    /// <summary>The reservation became a charge.</summary>
    public const string CreditsCharged = "credits.charged";

    /// <summary>The reservation was given back.</summary>
    public const string CreditsRefunded = "credits.refunded";

    /// <summary>A batch of jobs was accepted.</summary>
    public const string BatchCreated = "batch.created";

    /// <summary>A cancel of the whole batch was accepted.</summary>
    public const string BatchCancelRequested = "batch.cancel_requested";

    /// <summary>All jobs of the batch have ended.</summary>
    public const string BatchCompleted = "batch.completed";

    /// <summary>A job of an ended batch runs again.</summary>
    public const string BatchReopened = "batch.reopened";
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Lifecycle.Failures;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Batches;

namespace Kiln.Functions.Surfaces.Lynx.Jobs;

/// <summary>A run as clients see it.</summary>
internal sealed record RunPayload
{
    [JsonPropertyName("job_id")]
    public required string JobId { get; init; }

    public string Id => JobId;

    [JsonPropertyName("batch_id")]
    public required string BatchId { get; init; }

    [JsonPropertyName("run_index")]
    public required int RunIndex { get; init; }

    [JsonPropertyName("run_config")]
    public required JsonElement RunConfig { get; init; }

    public required string Status { get; init; }

    public required int Retries { get; init; }

    [JsonPropertyName("max_retries")]
    public required int MaxRetries { get; init; }

    [JsonPropertyName("timeout_secs")]
    public required long TimeoutSeconds { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("claimed_at")]
    public required DateTimeOffset? ClaimedAt { get; init; }

    [JsonPropertyName("started_at")]
    public required DateTimeOffset? StartedAt { get; init; }

    [JsonPropertyName("completed_at")]
    public required DateTimeOffset? CompletedAt { get; init; }

    [JsonPropertyName("assigned_runner")]
    public required string? AssignedRunner { get; init; }

    [JsonPropertyName("error_message")]
    public required string? ErrorMessage { get; init; }

    public required int Progress { get; init; }

    [JsonPropertyName("cancel_requested")]
    public required bool CancelRequested { get; init; }

    public required bool Suspended { get; init; }

    public required DateTimeOffset? Deadline { get; init; }

    [JsonPropertyName("not_before")]
    public required DateTimeOffset? NotBefore { get; init; }

    public required RunWaiting? Waiting { get; init; }

    public static RunPayload Of(Job job, RunWaiting? waiting)
    {
        JobTask task = RunJob.TaskOf(job);
        bool taken = task.Worker is not null;
        return new RunPayload
        {
            JobId = job.Id,
            BatchId = job.BatchId!,
            RunIndex = Batch.IndexOf(job.Id),
            RunConfig = job.Parameters!.Value,
            Status = LynxWords.Of(job.State),

            // The last attempt of a failed task is one of the failed ones; of any other it is still to come, or under way.
            Retries = task.State == TaskState.Failed ? task.FailedAttempts - 1 : task.FailedAttempts,
            MaxRetries = task.MaxAttempts - 1,
            TimeoutSeconds = (long)(job.Timeout?.TotalSeconds ?? 0),
            CreatedAt = job.CreatedAt,
            ClaimedAt = taken ? task.StartedAt : null,
            StartedAt = job.StartedAt,
            CompletedAt = job.CompletedAt,
            AssignedRunner = task.Worker,
            ErrorMessage = ErrorOf(job),
            Progress = job.Progress,
            CancelRequested = job.CancelRequested,
            Suspended = job.Suspended,
            Deadline = job.Deadline,
            NotBefore = task.NotBefore,
            Waiting = waiting,
        };
    }

    /// <summary>Why the job failed, or its last attempt did; null when it has completed or nothing went wrong.</summary>
    public static string? ErrorOf(Job job)
    {
        Failure? failure = job.State == JobState.Succeeded ? null : job.Failure ?? RunJob.TaskOf(job).Failure;
        return failure?.Code == FailureCodes.LeaseExpired ? "Runner lost" : failure?.Message;
    }
}

/// <summary>Why a run is not under way.</summary>
/// <param name="Reason"><c>no_runner</c>, <c>no_matching_runner</c>, <c>parallel_limit</c>, <c>retry_backoff</c>, <c>paused</c>, <c>plan_limit</c> or <c>queue</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Detail">More for people, or null.</param>
internal sealed record RunWaiting(string Reason, DateTimeOffset Since, string? Detail);

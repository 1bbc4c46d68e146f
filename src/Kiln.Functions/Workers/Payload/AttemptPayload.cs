using System.Text.Json.Serialization;
using Kiln.Functions.Jobs;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Workers.Payload;

/// <summary>What a worker learns from a report.</summary>
/// <param name="TaskStatus">The task after it.</param>
/// <param name="JobStatus">The job after it.</param>
/// <param name="Cancel">The job is being cancelled: stop, and give the task back.</param>
/// <param name="Pause">The job is paused: stop and give the task back, or wait and keep beating.</param>
/// <param name="LeaseExpiresAt">When the lease ends unless renewed; null once the attempt has ended.</param>
internal sealed record AttemptPayload(
    [property: JsonPropertyName("task_status")] string TaskStatus,
    [property: JsonPropertyName("job_status")] string JobStatus,
    [property: JsonPropertyName("cancel")] bool Cancel,
    [property: JsonPropertyName("pause")] bool Pause,
    [property: JsonPropertyName("lease_expires_at")] DateTimeOffset? LeaseExpiresAt)
{
    public static AttemptPayload Of(Job job, JobTask task) => new(
        JobWords.Of(task.State), JobWords.Of(job.State), job.CancelRequested, job.Suspended, task.Lease?.ExpiresAt);
}

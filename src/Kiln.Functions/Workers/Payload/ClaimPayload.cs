using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.Storage.Work;

namespace Kiln.Functions.Workers.Payload;

/// <summary>A task that the worker who reads this has taken.</summary>
internal sealed record ClaimPayload(
    [property: JsonPropertyName("job_id")] string JobId,
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("stage_id")] string StageId,
    [property: JsonPropertyName("stage")] string Stage,
    [property: JsonPropertyName("job_type")] string JobType,
    [property: JsonPropertyName("job_name")] string JobName,
    [property: JsonPropertyName("priority")] int Priority,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("max_attempts")] int MaxAttempts,
    [property: JsonPropertyName("data")] JsonElement? Data,
    [property: JsonPropertyName("stage_data")] JsonElement? StageData,
    [property: JsonPropertyName("lease_token")] string LeaseToken,
    [property: JsonPropertyName("lease_expires_at")] DateTimeOffset LeaseExpiresAt,
    [property: JsonPropertyName("deadline")] DateTimeOffset? Deadline,
    [property: JsonPropertyName("traceparent")] string? TraceParent)
{
    public static ClaimPayload Of(ClaimedTask claimed)
    {
        (Job job, Stage stage, JobTask task) = (claimed.Job, claimed.Stage, claimed.Task);
        return new ClaimPayload(
            job.Id,
            task.Id,
            stage.Id,
            stage.Type,
            job.Type,
            job.Name,
            job.Priority,
            task.FailedAttempts + 1,
            task.MaxAttempts,
            task.Data,
            stage.Data,
            claimed.Token,
            task.Lease!.ExpiresAt,
            job.Deadline,
            job.TraceParent);
    }
}

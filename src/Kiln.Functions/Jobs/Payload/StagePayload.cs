using System.Text.Json.Serialization;
using Kiln.Functions.Conversions.Payload;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Jobs.Payload;

/// <summary>A stage of a job with its tasks, in canonical words.</summary>
internal sealed record StagePayload(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("order")] int Order,
    [property: JsonPropertyName("phase")] string Phase,
    [property: JsonPropertyName("executor")] string Executor,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("tasks")] IReadOnlyList<TaskPayload> Tasks)
{
    public static StagePayload Of(Stage stage) => new(
        stage.Id,
        stage.Type,
        stage.Order,
        stage.Phase.ToString().ToLowerInvariant(),
        stage.Executor.ToString().ToLowerInvariant(),
        JobWords.Of(stage.State),
        [.. stage.Tasks.Select(TaskPayload.Of)]);
}

/// <summary>A task, in canonical words. Its lease's token is its holder's secret and not shown.</summary>
internal sealed record TaskPayload(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("failedAttempts")] int FailedAttempts,
    [property: JsonPropertyName("maxAttempts")] int MaxAttempts,
    [property: JsonPropertyName("interruptions")] int Interruptions,
    [property: JsonPropertyName("worker")] string? Worker,
    [property: JsonPropertyName("leaseExpiresAt")] DateTimeOffset? LeaseExpiresAt,
    [property: JsonPropertyName("notBefore")] DateTimeOffset? NotBefore,
    [property: JsonPropertyName("progress")] int Progress,
    [property: JsonPropertyName("failure")] FailureBlock? Failure,
    [property: JsonPropertyName("startedAt")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("endedAt")] DateTimeOffset? EndedAt)
{
    public static TaskPayload Of(JobTask task) => new(
        task.Id,
        JobWords.Of(task.State),
        task.FailedAttempts,
        task.MaxAttempts,
        task.Interruptions,
        task.Lease?.Worker,
        task.Lease?.ExpiresAt,
        task.NotBefore,
        task.Progress,
        FailureBlock.Of(task.Failure),
        task.StartedAt,
        task.EndedAt);
}

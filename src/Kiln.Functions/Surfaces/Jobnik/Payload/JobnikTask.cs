using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>A task as the surface shows it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JobnikTask(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("stageId")] string StageId,
    [property: JsonPropertyName("data")] JsonElement Data,
    [property: JsonPropertyName("userMetadata")] JsonElement UserMetadata,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("attempts")] int Attempts,
    [property: JsonPropertyName("maxAttempts")] int MaxAttempts,
    [property: JsonPropertyName("creationTime")] DateTimeOffset CreationTime,
    [property: JsonPropertyName("updateTime")] DateTimeOffset UpdateTime,
    [property: JsonPropertyName("startTime"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? StartTime,
    [property: JsonPropertyName("endTime"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EndTime,
    [property: JsonPropertyName("traceparent")] string TraceParent,
    [property: JsonPropertyName("tracestate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceState)
{
    public static JobnikTask Of(Stage stage, JobTask task) => new(
        task.Id,
        stage.Id,
        task.Data ?? Absent.Object,
        task.UserMetadata ?? Absent.Object,
        JobnikWords.Of(task.State),
        task.FailedAttempts,
        task.MaxAttempts,
        task.CreatedAt,
        task.UpdatedAt,
        task.StartedAt,
        task.EndedAt,
        task.TraceParent ?? Absent.TraceParent,
        task.TraceState);
}

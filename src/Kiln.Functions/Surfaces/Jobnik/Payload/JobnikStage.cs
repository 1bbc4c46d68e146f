using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>A stage as the surface shows it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JobnikStage(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("jobId")] string JobId,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("data")] JsonElement Data,
    [property: JsonPropertyName("userMetadata")] JsonElement UserMetadata,
    [property: JsonPropertyName("summary")] StageSummary Summary,
    [property: JsonPropertyName("percentage")] int Percentage,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("order")] int Order,
    [property: JsonPropertyName("traceparent")] string TraceParent,
    [property: JsonPropertyName("tracestate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceState,
    [property: JsonPropertyName("tasks"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JobnikTask>? Tasks)
{
    public static JobnikStage Of(Job job, Stage stage, bool withTasks = false)
    {
        StageSummary summary = StageSummary.Of(stage);
        return new JobnikStage(
            stage.Id,
            job.Id,
            stage.Type,
            stage.Data ?? Absent.Object,
            stage.UserMetadata ?? Absent.Object,
            summary,
            summary.Percentage,
            JobnikWords.Of(stage.State),
            stage.Order,
            stage.TraceParent ?? Absent.TraceParent,
            stage.TraceState,
            withTasks ? [.. stage.Tasks.Select(task => JobnikTask.Of(stage, task))] : null);
    }
}

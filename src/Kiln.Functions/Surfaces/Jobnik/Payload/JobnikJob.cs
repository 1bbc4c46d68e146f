using System.Text.Json;
using System.Text.Json.Serialization;
using Kiln.Functions.Surfaces.Jobnik.Words;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>A job as the surface shows it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JobnikJob(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("data")] JsonElement Data,
    [property: JsonPropertyName("userMetadata")] JsonElement UserMetadata,
    [property: JsonPropertyName("traceparent")] string TraceParent,
    [property: JsonPropertyName("tracestate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceState,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("percentage")] int Percentage,
    [property: JsonPropertyName("creationTime")] DateTimeOffset CreationTime,
    [property: JsonPropertyName("updateTime")] DateTimeOffset UpdateTime,
    [property: JsonPropertyName("priority")] string Priority,
    [property: JsonPropertyName("stages"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JobnikStage>? Stages)
{
    public static JobnikJob Of(Job job, bool withStages = false)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobnikJob(
            job.Id,
            job.Name,
            job.Parameters ?? Absent.Object,
            job.UserMetadata ?? Absent.Object,
            job.TraceParent ?? Absent.TraceParent,
            job.TraceState,
            JobnikWords.Of(job),
            PercentageOf(job),
            job.CreatedAt,
            job.UpdatedAt,
            PriorityWords.Of(job.Priority),
            withStages ? [.. job.Stages.Select(stage => JobnikStage.Of(job, stage))] : null);
    }

    /// <summary>Completed stages in whole percent of all, rounded down; 0 without stages.</summary>
    private static int PercentageOf(Job job) =>
        job.Stages.IsEmpty ? 0 : 100 * job.Stages.Count(stage => stage.State == StageState.Completed) / job.Stages.Length;
}

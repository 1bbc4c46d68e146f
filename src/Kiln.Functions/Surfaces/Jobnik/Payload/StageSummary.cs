using System.Text.Json.Serialization;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Surfaces.Jobnik.Payload;

/// <summary>How many tasks of a stage stand where.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StageSummary(
    [property: JsonPropertyName("pending")] int Pending,
    [property: JsonPropertyName("inProgress")] int InProgress,
    [property: JsonPropertyName("completed")] int Completed,
    [property: JsonPropertyName("failed")] int Failed,
    [property: JsonPropertyName("created")] int Created,
    [property: JsonPropertyName("retried")] int Retried,
    [property: JsonPropertyName("total")] int Total)
{
    /// <summary>Completed tasks in whole percent of all, rounded down; 0 without tasks.</summary>
    [JsonIgnore]
    public int Percentage => Total == 0 ? 0 : (int)(100L * Completed / Total);

    /// <summary>The tasks of a stage, counted.</summary>
    public static StageSummary Of(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        TaskCounts counts = stage.Counts;
        return new StageSummary(
            counts.Pending, counts.InProgress, counts.Completed, counts.Failed, Created: 0, counts.Retried, counts.Total);
    }
}

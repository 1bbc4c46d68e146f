using System.Text.Json.Serialization;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>How a step of a conversion went.</summary>
internal sealed record StepTelemetry
{
    /// <summary>The step.</summary>
    [JsonPropertyName("step")]
    public required string Step { get; init; }

    /// <summary><c>prepare</c> or <c>pipeline</c>: two steps have the same name in both.</summary>
    [JsonPropertyName("phase")]
    public required string Phase { get; init; }

    /// <summary><c>completed</c>, <c>failed</c>, or <c>aborted</c> when the job ended in it.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>How long it took, in milliseconds: the attempt whose result stands, else the last one.</summary>
    [JsonPropertyName("duration_ms")]
    public required long DurationMilliseconds { get; init; }

    /// <summary>The result is of an earlier run, before the job was retried by hand, and was taken as it was.</summary>
    [JsonPropertyName("cache_hit")]
    public required bool CacheHit { get; init; }

    /// <summary>
    /// The largest working set of the whole process while the step ran, in bytes, with all that ran beside it
    /// (<see cref="WorkingSetWatch"/>); null where it is not known.
    /// </summary>
    [JsonPropertyName("peak_working_set_bytes")]
    public required long? PeakWorkingSetBytes { get; init; }

    /// <summary>The steps that have ended, in their order.</summary>
    /// <param name="job">The conversion.</param>
    /// <param name="records">What its steps reported.</param>
    public static IEnumerable<StepTelemetry> Of(Job job, IReadOnlyList<StepRecord> records)
    {
        Dictionary<string, StepRecord> reported = records.ToDictionary(record => record.Stage!, StringComparer.Ordinal);
        foreach (Stage stage in job.Stages)
        {
            StepRecord? record = reported.GetValueOrDefault(stage.Id);
            if ((record?.DurationMilliseconds ?? LastAttempt(stage)) is { } duration)
            {
                yield return new StepTelemetry
                {
                    Step = stage.Type,
                    Phase = stage.Phase == StagePhase.Prepare ? "prepare" : "pipeline",
                    Status = stage.State.ToString().ToLowerInvariant(),
                    DurationMilliseconds = duration,
                    CacheHit = record?.Run < job.Retries,
                    PeakWorkingSetBytes = record?.PeakWorkingSetBytes,
                };
            }
        }
    }

    /// <summary>Milliseconds of the last attempt of a stage that ended without a result; null for one that never began or has not ended.</summary>
    private static long? LastAttempt(Stage stage) =>
        stage is { State: StageState.Failed or StageState.Aborted, Tasks: [{ StartedAt: { } began, EndedAt: { } ended }] } && ended >= began
            ? (long)(ended - began).TotalMilliseconds
            : null;
}

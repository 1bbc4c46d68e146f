using System.Text.Json;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>Reads the preprocess block from a job's stages of phase <c>prepare</c>.</summary>
internal static class PreprocessProjection
{
    public static PreprocessBlock Of(Job job, FileLink? intermediateGlb)
    {
        Stage[] stages = [.. job.Stages.Where(stage => stage.Phase == StagePhase.Prepare)];
        if (stages.Length == 0)
        {
            return new PreprocessBlock("skipped");
        }

        Dictionary<string, StepRecord> records = ConversionJobs.Records(job).ToDictionary(record => record.Stage!, StringComparer.Ordinal);
        (Stage Stage, StepRecord Record)[] done =
            [.. stages.Where(stage => records.ContainsKey(stage.Id)).Select(stage => (stage, records[stage.Id]))];
        bool complete = done.Length == stages.Length;
        return new PreprocessBlock(StatusOf(job, stages, complete))
        {
            Steps = [.. stages.Where(stage => stage.Tasks.Any(task => task.StartedAt is not null)).Select(stage => stage.Type)],
            StartedAt = stages[0].Tasks.Min(task => task.StartedAt),
            CompletedAt = complete ? stages[^1].Tasks.Max(task => task.EndedAt) : null,
            Error = complete ? null : ConversionDetail.ErrorOf(job),
            InputStats = done.Select(pair => pair.Record.InputStats).LastOrDefault(stats => stats is { ValueKind: JsonValueKind.Object }),
            Telemetry = new PreprocessTelemetry(
                done.Sum(pair => pair.Record.DurationMilliseconds),
                [.. done.Select(pair => new PreprocessStepTime(pair.Stage.Type, pair.Record.DurationMilliseconds))]),
            IntermediateGlb = intermediateGlb,
        };
    }

    private static string StatusOf(Job job, Stage[] stages, bool complete)
    {
        if (complete)
        {
            return "completed";
        }

        return job.State.IsTerminal() ? "failed"
            : stages.Any(stage => stage.Tasks.Any(task => task.StartedAt is not null)) ? "running"
            : "pending";
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using Kiln.Functions.Configuration;
using Kiln.Lifecycle.Jobs;
using Kiln.Lifecycle.Stages;
using Kiln.SimReady.Conversion;

namespace Kiln.Functions.Conversions;

/// <summary>How a conversion lies in a job: the one place that knows both models.</summary>
internal static class ConversionJobs
{
    public const string Surface = "conversions";

    public const string GlbToSimReady = "glb_to_simready";

    /// <summary>The stages of a conversion: one for each step, with one built-in task each.</summary>
    public static ImmutableArray<StagePlan> Plan(string fileName, ConversionParameters parameters, KilnOptions options) =>
    [
        .. ConversionPlan.For(fileName, parameters).Steps.Select(step => new StagePlan
        {
            Id = StageId(step),
            Type = step.Name,
            Phase = step.Phase == ConversionPhase.Prepare ? StagePhase.Prepare : StagePhase.Run,
            Executor = ExecutorKind.BuiltIn,
            Weight = WeightOf(step),
            Retry = options.StageRetry,
            Tasks = [new TaskPlan(StageId(step))],
        }),
    ];

    /// <summary>The parameters of a conversion, with the operator's settings of its submission where the client gave nothing.</summary>
    public static ConversionParameters Parameters(Job job)
    {
        ConversionParameters parameters = (job.Parameters?.Deserialize<ConversionParameters>() ?? new ConversionParameters()) with { Labels = job.Labels };
        bool isGiven = job.Parameters?.TryGetProperty("usd_format", out _) == true;
        return isGiven || Input(job)?.DefaultUsdFormat is not { } format ? parameters : parameters with { UsdFormat = format };
    }

    public static ConversionInput? Input(Job job) => job.Input?.Deserialize<ConversionInput>();

    /// <summary>
    /// The steps that a stage has to run: its own, and before it every other when what they made is of another version of the code.
    /// </summary>
    public static IReadOnlyList<ConversionStep> StepsDue(Job job, Stage stage)
    {
        ConversionPlan plan = ConversionPlan.For(job.Name, Parameters(job));
        ConversionStep step = plan.Find(stage.Phase == StagePhase.Prepare ? ConversionPhase.Prepare : ConversionPhase.Pipeline, stage.Type);
        return Records(job).All(record => record.Version == CodeVersion.Current)
            ? [step]
            : [.. plan.Steps.TakeWhile(earlier => earlier != step), step];
    }

    /// <summary>
    /// What the steps done so far reported, in their order; a failed check reports too. Where a step worked those before it out anew, they
    /// are what it reported of them.
    /// </summary>
    public static IReadOnlyList<StepRecord> Records(Job job)
    {
        List<StepRecord> records = [];
        foreach (Stage stage in job.Stages)
        {
            if (stage is not { State: StageState.Completed or StageState.Failed, Tasks: [{ Result: { } result }] })
            {
                continue;
            }

            StepRecord record = result.Deserialize<StepRecord>()!;
            if (record.Anew is { } anew)
            {
                records.Clear();
                records.AddRange(anew);
            }

            records.Add(record with { Stage = stage.Id });
        }

        return records;
    }

    /// <summary>The files made so far, by name; of two with one name the later step's stands.</summary>
    public static ImmutableSortedDictionary<string, ArtifactRecord> Artifacts(Job job)
    {
        ImmutableSortedDictionary<string, ArtifactRecord>.Builder artifacts =
            ImmutableSortedDictionary.CreateBuilder<string, ArtifactRecord>(StringComparer.Ordinal);
        foreach (ArtifactRecord artifact in Records(job).SelectMany(record => record.Artifacts))
        {
            artifacts[artifact.Name] = artifact;
        }

        return artifacts.ToImmutable();
    }

    /// <summary>The stage that runs a step.</summary>
    public static string StageId(ConversionStep step) =>
        step.Phase == ConversionPhase.Prepare ? $"prepare-{step.Name}" : $"pipeline-{step.Name}";

    /// <summary>Rough shares of the time that steps take, so that progress moves evenly.</summary>
    private static int WeightOf(ConversionStep step) => step.Name switch
    {
        "collision" => 30,
        "compress" => 15,
        "usd" or "mjcf" => 10,
        _ => 5,
    };
}

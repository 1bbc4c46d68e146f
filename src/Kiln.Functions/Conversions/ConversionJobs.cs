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

    /// <summary>The step that a stage runs.</summary>
    public static ConversionStep Step(Job job, Stage stage) => ConversionPlan
        .For(job.Name, Parameters(job))
        .Find(stage.Phase == StagePhase.Prepare ? ConversionPhase.Prepare : ConversionPhase.Pipeline, stage.Type);

    /// <summary>What a stage's task reported, or null while it has not ended; a failed check reports too.</summary>
    public static StepRecord? Record(Stage stage) =>
        stage is { State: StageState.Completed or StageState.Failed, Tasks: [var task] } ? task.Result?.Deserialize<StepRecord>() : null;

    /// <summary>The files made so far, by name; of two with one name the later step's stands.</summary>
    public static ImmutableSortedDictionary<string, ArtifactRecord> Artifacts(Job job)
    {
        ImmutableSortedDictionary<string, ArtifactRecord>.Builder artifacts =
            ImmutableSortedDictionary.CreateBuilder<string, ArtifactRecord>(StringComparer.Ordinal);
        foreach (StepRecord record in job.Stages.Select(Record).OfType<StepRecord>())
        {
            foreach (ArtifactRecord artifact in record.Artifacts)
            {
                artifacts[artifact.Name] = artifact;
            }
        }

        return artifacts.ToImmutable();
    }

    private static string StageId(ConversionStep step) =>
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

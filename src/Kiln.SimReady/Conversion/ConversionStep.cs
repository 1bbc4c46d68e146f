using System.Text.Json.Nodes;

namespace Kiln.SimReady.Conversion;

/// <summary>One step of a conversion: a pure function of its context.</summary>
public abstract class ConversionStep
{
    private protected ConversionStep(ConversionPhase phase, string name, params string[] inputs)
    {
        Phase = phase;
        Name = name;
        Inputs = inputs;
    }

    /// <summary>The phase that the step belongs to.</summary>
    public ConversionPhase Phase { get; }

    /// <summary>The step's name, unique within its phase; also the word that clients see as the job's stage.</summary>
    public string Name { get; }

    /// <summary>The artifacts to load before the step runs. A name that ends in <c>/</c> stands for all artifacts below it.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Runs the step.</summary>
    /// <exception cref="Geometry.InvalidModelException">The client's file is at fault; its message is meant for the client.</exception>
    /// <exception cref="OperationCanceledException">The context's token asked for it.</exception>
    public StepResult Run(StepContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Report(0);
        StepOutput output = Execute(context);
        context.Report(1);
        JsonArray warnings = [.. output.Warnings.Select(warning => ReportJson.Node(warning))];
        JsonObject stored = new() { ["order"] = Order, ["report"] = output.Report.DeepClone(), ["warnings"] = warnings };
        output.Artifacts.Add(new(
            $"{ArtifactNames.FragmentPrefix}{(Phase == ConversionPhase.Prepare ? "prepare" : "pipeline")}-{Name}.json",
            ArtifactRole.Working,
            MediaTypes.Json,
            ReportJson.Bytes(stored)));
        return new()
        {
            Artifacts = output.Artifacts,
            ReportFragment = output.Report,
            Warnings = output.Warnings,
            InputStats = output.InputStats,
            Fault = output.Fault,
        };
    }

    /// <summary>The step's place in the plan; the report is put together in this order.</summary>
    internal int Order { get; init; }

    /// <summary>The step's own work.</summary>
    internal abstract StepOutput Execute(StepContext context);
}

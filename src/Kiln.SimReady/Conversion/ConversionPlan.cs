using Kiln.SimReady.Pipeline;
using Kiln.SimReady.Prepare;

namespace Kiln.SimReady.Conversion;

/// <summary>The steps of one conversion, in order. A pure function of the file's name and the parameters.</summary>
public sealed class ConversionPlan
{
    private ConversionPlan(IReadOnlyList<ConversionStep> steps) => Steps = steps;

    /// <summary>All steps in the order in which they run.</summary>
    public IReadOnlyList<ConversionStep> Steps { get; }

    /// <summary>True when the preprocess phase runs.</summary>
    public bool HasPrepare => Steps[0].Phase == ConversionPhase.Prepare;

    /// <summary>
    /// The plan of a conversion: <c>export align physics collision usd mjcf validate</c>, and before them, for any file but a
    /// GLB or under <see cref="PreprocessMode.Always"/>, <c>export align transform compress process</c>.
    /// </summary>
    /// <param name="fileName">The client's file name; its extension decides.</param>
    /// <param name="parameters">The conversion's parameters.</param>
    public static ConversionPlan For(string fileName, ConversionParameters parameters)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentNullException.ThrowIfNull(parameters);
        bool prepare = parameters.Preprocess == PreprocessMode.Always
            || !Path.GetExtension(fileName.AsSpan()).Equals(".glb", StringComparison.OrdinalIgnoreCase);
        ConversionStep[] preparation = prepare
            ?
            [
                new PrepareExportStep { Order = 0 },
                new PrepareAlignStep { Order = 1 },
                new PrepareTransformStep { Order = 2 },
                new PrepareCompressStep { Order = 3 },
                new PrepareProcessStep { Order = 4 },
            ]
            : [];
        return new(
        [
            .. preparation,
            new PipelineExportStep(prepare) { Order = 5 },
            new PipelineAlignStep(prepare) { Order = 6 },
            new PhysicsStep { Order = 7 },
            new CollisionStep { Order = 8 },
            new UsdStep { Order = 9 },
            new MjcfStep { Order = 10 },
            new ValidateStep { Order = 11 },
        ]);
    }

    /// <summary>The step of this name.</summary>
    /// <exception cref="ArgumentException">The plan has no such step.</exception>
    public ConversionStep Find(ConversionPhase phase, string name) =>
        Steps.FirstOrDefault(step => step.Phase == phase && step.Name == name)
        ?? throw new ArgumentException($"This conversion has no step '{name}' in its {phase} phase.", nameof(name));
}

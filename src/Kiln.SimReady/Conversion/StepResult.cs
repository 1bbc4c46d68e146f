using System.Text.Json.Nodes;

namespace Kiln.SimReady.Conversion;

/// <summary>What a step made. Same context, same result, byte for byte.</summary>
public sealed record StepResult
{
    /// <summary>The files to store.</summary>
    public required IReadOnlyList<Artifact> Artifacts { get; init; }

    /// <summary>
    /// The report's top-level members that this step knows; a later step's member of the same name wins. Merging the
    /// fragments of the steps done so far gives the report of an unfinished or failed conversion.
    /// </summary>
    public required JsonObject ReportFragment { get; init; }

    /// <summary>Things about the input that were dropped, repaired or guessed; part of the report too.</summary>
    public IReadOnlyList<ConversionWarning> Warnings { get; init; } = [];

    /// <summary>
    /// The contract's <c>preprocess.input_stats</c>; only the preprocess phase's export and align steps know it, and the
    /// later one wins.
    /// </summary>
    public JsonObject? InputStats { get; init; }

    /// <summary>
    /// Null, or one sentence why the job must fail although the step ran to its end: a mandatory rule is not met. The caller
    /// stores the artifacts and the report all the same.
    /// </summary>
    public string? Fault { get; init; }
}

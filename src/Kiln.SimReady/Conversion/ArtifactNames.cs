namespace Kiln.SimReady.Conversion;

/// <summary>The names of artifacts and name prefixes that more than one step, or the caller, knows.</summary>
public static class ArtifactNames
{
    /// <summary>The client's file. The caller provides it; no step writes it.</summary>
    public const string Source = "source";

    /// <summary>The preprocess phase's result.</summary>
    public const string IntermediateGlb = "prepare/intermediate.glb";

    /// <summary>The clean GLB that the deliverables are made from.</summary>
    public const string CleanGlb = "pipeline/clean.glb";

    /// <summary>Prefix of everything that goes into the result ZIP; what follows is the entry's path.</summary>
    public const string OutputPrefix = "output/";

    /// <summary>The report.</summary>
    public const string Report = OutputPrefix + "report.json";

    internal const string PreparedScene = "prepare/scene.glb";
    internal const string PreparedNotes = "prepare/scene.json";
    internal const string InputStatistics = "prepare/input_stats.json";
    internal const string AlignedScene = "prepare/aligned.glb";
    internal const string TransformedScene = "prepare/transformed.glb";
    internal const string CompressedScene = "prepare/compressed.glb";
    internal const string PipelineScene = "pipeline/scene.glb";
    internal const string PipelineNotes = "pipeline/scene.json";
    internal const string Physics = "pipeline/physics.json";
    internal const string Collision = "pipeline/collision.json";
    internal const string PackagePrefix = "package/";
    internal const string FragmentPrefix = "fragments/";
    internal const string UsdPrefix = OutputPrefix + "usd/";
    internal const string MjcfPrefix = OutputPrefix + "mjcf/";

    /// <summary>
    /// The base name of every output: the file name's stem with each character outside <c>[A-Za-z0-9._-]</c> replaced by
    /// <c>_</c>.
    /// </summary>
    /// <param name="fileName">The client's file name.</param>
    public static string BaseName(string fileName)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        int dot = fileName.LastIndexOf('.');
        string stem = dot > 0 ? fileName[..dot] : fileName;
        string name = string.Create(stem.Length, stem, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                char c = text[i];
                span[i] = char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_';
            }
        });

        // A name of dots alone is a folder reference, not a name.
        return name.Trim('.').Length == 0 ? "_" : name;
    }
}

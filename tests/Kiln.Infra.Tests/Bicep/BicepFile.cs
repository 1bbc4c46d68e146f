namespace Kiln.Infra.Tests.Bicep;

/// <summary>What a Bicep file declares and what it names.</summary>
internal sealed class BicepFile(string path)
{
    public string Path { get; } = path;

    /// <summary>Parameters, and whether each has a default.</summary>
    public Dictionary<string, bool> Parameters { get; } = [];

    public HashSet<string> Variables { get; } = [];

    /// <summary>Resources and their types with API version.</summary>
    public Dictionary<string, string> Resources { get; } = [];

    public Dictionary<string, BicepModule> Modules { get; } = [];

    public HashSet<string> Outputs { get; } = [];

    /// <summary>Names that expressions use and that no enclosing loop declares.</summary>
    public List<BicepUse> Names { get; } = [];

    /// <summary>Functions that expressions call.</summary>
    public List<BicepUse> Calls { get; } = [];

    /// <summary>Uses of <c>module.outputs.name</c>, as <c>module.name</c>.</summary>
    public List<BicepUse> ModuleOutputs { get; } = [];

    /// <summary>The template that a parameters file is for.</summary>
    public string? Using { get; set; }

    public IEnumerable<string> Symbols => [.. Parameters.Keys, .. Variables, .. Resources.Keys, .. Modules.Keys];

    public static BicepFile Read(string path) => new BicepParser(path, File.ReadAllText(path)).Parse();
}

/// <summary>A module that a file deploys.</summary>
internal sealed record BicepModule(string Path, IReadOnlyCollection<string> Parameters);

/// <summary>A name and the line that uses it.</summary>
internal readonly record struct BicepUse(string Name, int Line);

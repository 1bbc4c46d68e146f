using System.Text.Json.Nodes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Tests.Models;

/// <summary>A finished conversion whose outputs lie in a folder of their own, for checkers that read files.</summary>
internal sealed class FinishedConversion : IDisposable
{
    private static readonly DateOnly Date = new(2026, 1, 1);

    private FinishedConversion(string fileName, IReadOnlyDictionary<string, Artifact> artifacts, IReadOnlyList<StepResult> steps)
    {
        Artifacts = artifacts;
        Steps = steps;
        BaseName = ArtifactNames.BaseName(fileName);
        Folder = Directory.CreateTempSubdirectory("kiln-").FullName;
        foreach (Artifact artifact in artifacts.Values.Where(artifact => artifact.Name.StartsWith(ArtifactNames.OutputPrefix, StringComparison.Ordinal)))
        {
            Write(artifact.Name[ArtifactNames.OutputPrefix.Length..], artifact.Content);
        }

        Write("clean.glb", artifacts[ArtifactNames.CleanGlb].Content);
    }

    public string BaseName { get; }

    public string Folder { get; }

    public IReadOnlyDictionary<string, Artifact> Artifacts { get; }

    public IReadOnlyList<StepResult> Steps { get; }

    public string Usd => Path.Combine(Folder, "usd", BaseName, $"{BaseName}.usd");

    public string Mjcf => Path.Combine(Folder, "mjcf", BaseName, $"{BaseName}.xml");

    public string CleanGlb => Path.Combine(Folder, "clean.glb");

    public JsonObject Report => JsonNode.Parse(Artifacts[ArtifactNames.Report].Content.Span)!.AsObject();

    public IEnumerable<string> FailedRules => Report["validation"]!["rules"]!.AsArray()
        .Where(rule => rule!["result"]!.GetValue<string>() == "fail")
        .Select(rule => rule!.ToJsonString());

    public static FinishedConversion Run(string fileName, byte[] content, ConversionParameters? parameters = null)
    {
        List<StepResult> steps = [];
        return new(
            fileName,
            InMemoryConversion.Run(fileName, content, parameters ?? new(), Date, (_, result) => steps.Add(result)),
            steps);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string name, ReadOnlyMemory<byte> content)
    {
        string path = Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content.ToArray());
    }
}

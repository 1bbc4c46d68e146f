using System.Text.Json.Nodes;
using Kiln.Checkers;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Tests.Models;

/// <summary>A finished conversion whose outputs lie in a folder of their own, for checkers that read files.</summary>
internal sealed class FinishedConversion : IDisposable
{
    private static readonly DateOnly Date = new(2026, 1, 1);

    private readonly string _fileName;
    private readonly ConversionParameters _parameters;

    private FinishedConversion(
        string fileName, ConversionParameters parameters, IReadOnlyDictionary<string, Artifact> artifacts, IReadOnlyList<StepResult> steps)
    {
        _fileName = fileName;
        _parameters = parameters;
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

    /// <summary>The hulls as the MJCF package holds them.</summary>
    public IEnumerable<CheckedMesh> Hulls => HullsOf(int.MaxValue);

    /// <summary>The hulls of the first parts; the closed ones come first.</summary>
    public IEnumerable<CheckedMesh> HullsOf(int parts) => ReportJson.Read<CollisionModel>(Artifacts[ArtifactNames.Collision].Content).Hulls
        .Where(hull => hull.PartIndex < parts)
        .Select(hull => new CheckedMesh([.. hull.Positions.Select(number => (double)number)], hull.Triangles));

    public static FinishedConversion Run(string fileName, byte[] content, ConversionParameters? parameters = null)
    {
        parameters ??= new();
        List<StepResult> steps = [];
        return new(
            fileName,
            parameters,
            InMemoryConversion.Run(fileName, content, parameters, Date, (_, result) => steps.Add(result)),
            steps);
    }

    /// <summary>Writes the stage once more, in the encoding that was not asked for; returns the file's path.</summary>
    public string InOtherEncoding()
    {
        ConversionParameters other = _parameters with
        {
            UsdFormat = _parameters.UsdFormat == UsdFormat.Crate ? UsdFormat.Text : UsdFormat.Crate,
        };
        ConversionStep step = ConversionPlan.For(_fileName, other).Find(ConversionPhase.Pipeline, "usd");
        SourceFile source = new(_fileName, Artifacts[ArtifactNames.Source].Content.Length, "");
        StepResult result = step.Run(new(
            other, source, Date, Artifacts.ToDictionary(pair => pair.Key, pair => pair.Value.Content, StringComparer.Ordinal)));
        string path = Path.Combine(Path.GetDirectoryName(Usd)!, "other.usd");
        File.WriteAllBytes(path, result.Artifacts.Single(artifact => artifact.Role == ArtifactRole.Usd).Content.ToArray());
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string name, ReadOnlyMemory<byte> content)
    {
        string path = Path.Combine(Folder, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content.ToArray());
    }
}

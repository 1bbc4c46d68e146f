using System.Text.Json.Nodes;

namespace Kiln.SimReady.Conversion;

/// <summary>What a step collects while it runs.</summary>
internal sealed class StepOutput
{
    public List<Artifact> Artifacts { get; } = [];

    public JsonObject Report { get; } = [];

    public List<ConversionWarning> Warnings { get; } = [];

    public JsonObject? InputStats { get; set; }

    public string? Fault { get; set; }

    public void Add(string name, ArtifactRole role, string mediaType, ReadOnlyMemory<byte> content) =>
        Artifacts.Add(new(name, role, mediaType, content));

    public void AddJson<T>(string name, T value) => Add(name, ArtifactRole.Working, MediaTypes.Json, ReportJson.Bytes(value));

    public void Warn(string code, string message, string? advice = null) => Warnings.Add(new(code, message, advice));
}

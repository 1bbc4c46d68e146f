using System.Text.Json.Serialization;

namespace Kiln.Functions.Conversions.Payload;

/// <summary>What was made.</summary>
internal sealed record OutputBlock
{
    [JsonPropertyName("model")]
    public SizedFileLink? Model { get; init; }

    [JsonPropertyName("textures")]
    public IReadOnlyList<FileLink> Textures { get; init; } = [];

    [JsonPropertyName("mjcf_package")]
    public SizedFileLink? MjcfPackage { get; init; }

    [JsonPropertyName("sim_video")]
    public SizedFileLink? SimulationVideo { get; init; }

    [JsonPropertyName("sim_gif")]
    public SizedFileLink? SimulationGif { get; init; }

    [JsonPropertyName("sim_log")]
    public SizedFileLink? SimulationLog { get; init; }

    [JsonPropertyName("glb")]
    public SizedFileLink? Glb { get; init; }

    [JsonPropertyName("usdz")]
    public SizedFileLink? Usdz { get; init; }

    [JsonPropertyName("report")]
    public SizedFileLink? Report { get; init; }
}

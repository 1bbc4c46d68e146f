using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kiln.Storage.Work.Runs;

/// <summary>What the runs of a batch ask of a runner and of each other; the same for all of them, and kept with each.</summary>
/// <param name="SimulationType">The tag that a runner must support.</param>
/// <param name="Millicores">Thousandths of a processor core.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="Gpu">Whether a graphics processor is needed.</param>
/// <param name="MaxParallel">Most runs of the batch at a time; null for no limit.</param>
public sealed record RunRequirements(string SimulationType, long Millicores, long MemoryBytes, bool Gpu, int? MaxParallel)
{
    private const string Type = "simulation";
    private const string Cpu = "cpu";
    private const string Memory = "memory";
    private const string Graphics = "gpu";
    private const string Parallel = "parallel";

    /// <summary>The requirements as the data of a run's stage.</summary>
    public JsonElement ToStageData() => JsonSerializer.SerializeToElement(this, RunJson.Default.RunRequirements);

    /// <summary>The requirements of a run's stage.</summary>
    /// <exception cref="InvalidDataException">The data is of something else.</exception>
    public static RunRequirements OfStage(JsonElement? data) =>
        data?.Deserialize(RunJson.Default.RunRequirements) ?? throw new InvalidDataException("The stage of a run names no requirements.");

    internal Dictionary<string, string> ToMetadata()
    {
        Dictionary<string, string> metadata = new()
        {
            [Type] = Uri.EscapeDataString(SimulationType),
            [Cpu] = Millicores.ToString(CultureInfo.InvariantCulture),
            [Memory] = MemoryBytes.ToString(CultureInfo.InvariantCulture),
        };
        if (Gpu)
        {
            metadata[Graphics] = "1";
        }

        if (MaxParallel is { } limit)
        {
            metadata[Parallel] = limit.ToString(CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    internal static RunRequirements OfMetadata(IReadOnlyDictionary<string, string> metadata) => new(
        Uri.UnescapeDataString(metadata[Type]),
        long.Parse(metadata[Cpu], CultureInfo.InvariantCulture),
        long.Parse(metadata[Memory], CultureInfo.InvariantCulture),
        metadata.ContainsKey(Graphics),
        metadata.TryGetValue(Parallel, out string? limit) ? int.Parse(limit, CultureInfo.InvariantCulture) : null);
}

[JsonSerializable(typeof(RunRequirements))]
internal sealed partial class RunJson : JsonSerializerContext;

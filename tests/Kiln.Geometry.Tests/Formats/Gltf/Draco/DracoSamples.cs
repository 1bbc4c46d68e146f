using System.Reflection;
using System.Text.Json;

namespace Kiln.Geometry.Tests.Formats.Gltf.Draco;

/// <summary>Streams of the reference encoder, and what the reference decoder makes of them (made by tests/validators/draco-samples.mjs).</summary>
internal static class DracoSamples
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The samples by name.</summary>
    public static IReadOnlyDictionary<string, Sample> All { get; } =
        JsonSerializer.Deserialize<Dictionary<string, Sample>>(Resource("samples.json"), Options)!;

    /// <summary>The names, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The stream of a sample.</summary>
    public static byte[] Stream(string name) => Resource($"{name}.drc");

    /// <summary>FNV-1a, 32 bits.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint hash = 0x811C9DC5;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 0x01000193;
        }

        return hash;
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"draco/{name}")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>What the reference decoder says of a stream.</summary>
    internal sealed record Sample(int Points, int Triangles, uint Indices, Dictionary<string, SampleAttribute> Attributes);

    /// <summary>What the reference decoder says of an attribute: a checksum of its floats, the first value, the sum of all components.</summary>
    internal sealed record SampleAttribute(int Id, int Components, uint Checksum, float[] First, double Sum);
}

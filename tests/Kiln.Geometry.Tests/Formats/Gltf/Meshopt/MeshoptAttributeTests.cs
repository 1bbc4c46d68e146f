using System.Text.Json;
using Kiln.Geometry.Formats.Gltf.Meshopt;

namespace Kiln.Geometry.Tests.Formats.Gltf.Meshopt;

/// <summary>Streams of both versions that the reference encoder wrote (<c>tests/validators/meshopt-samples.mjs</c>).</summary>
public sealed class MeshoptAttributeTests
{
    private static readonly Sample[] Samples = Read();

    public static TheoryData<string> Names => [.. Samples.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_is_decoded_as_by_the_reference(string name)
    {
        Sample sample = Samples.Single(sample => sample.Name == name);
        byte[] decoded = new byte[sample.Decoded.Length];
        MeshoptVertexDecoder.Decode(sample.Stream, decoded, sample.Stride, name);
        MeshoptFilter.Apply(sample.Filter, decoded, sample.Stride, name);
        Assert.Equal(sample.Decoded, decoded);
    }

    [Fact]
    public void Damage_is_refused_or_decoded_and_a_cut_always_refused()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        foreach (Sample sample in Samples)
        {
            byte[] decoded = new byte[sample.Decoded.Length];
            for (int round = 0; round < 200; round++)
            {
                byte[] stream = (byte[])sample.Stream.Clone();
                stream[random.Next(stream.Length)] = (byte)random.Next(256);
                Record(() => MeshoptVertexDecoder.Decode(stream, decoded, sample.Stride, "x"));
                Record(() => MeshoptFilter.Apply(sample.Filter, decoded, sample.Stride, "x"));
            }

            Assert.Throws<InvalidModelException>(() => MeshoptVertexDecoder.Decode(sample.Stream.AsSpan(0, 20), decoded, sample.Stride, "x"));
        }
    }

    private static void Record(Action decode)
    {
        if (Xunit.Record.Exception(decode) is { } exception)
        {
            Assert.IsType<InvalidModelException>(exception);
        }
    }

    private static Sample[] Read()
    {
        using Stream stream = typeof(MeshoptAttributeTests).Assembly.GetManifestResourceStream("meshopt.json")!;
        return JsonSerializer.Deserialize<Sample[]>(stream, JsonSerializerOptions.Web)!;
    }

    private sealed record Sample(string Name, int Stride, string Filter, byte[] Stream, byte[] Decoded);
}

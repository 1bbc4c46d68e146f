using System.Runtime.InteropServices;
using System.Text.Json;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Formats.Gltf.Schema;

namespace Kiln.Geometry.Tests.Formats.Gltf.Meshopt;

/// <summary>Streams of every mode, filter and version that the reference encoder wrote (<c>tests/validators/meshopt-samples.mjs</c>).</summary>
public sealed class MeshoptStreamTests
{
    private static readonly Sample[] Samples = Read();

    public static TheoryData<string> Names => [.. Samples.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_is_decoded_as_by_the_reference(string name)
    {
        Sample sample = Samples.Single(sample => sample.Name == name);

        byte[] decoded = Decode(sample, sample.Stream);

        // Directions may be rounded otherwise in the last place (appendix B).
        if (sample.Filter is "OCTAHEDRAL" or "QUATERNION")
        {
            int[] expected = Components(sample, sample.Decoded);
            Assert.All(Components(sample, decoded).Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
        else
        {
            Assert.Equal(sample.Decoded, decoded);
        }
    }

    [Fact]
    public void Damage_is_refused_or_decoded_and_a_cut_always_refused()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        foreach (Sample sample in Samples)
        {
            for (int round = 0; round < 100; round++)
            {
                byte[] stream = (byte[])sample.Stream.Clone();
                stream[random.Next(stream.Length)] = (byte)random.Next(256);
                if (Record.Exception(() => Decode(sample, stream)) is { } exception)
                {
                    Assert.IsType<InvalidModelException>(exception);
                }
            }

            Assert.Throws<InvalidModelException>(() => Decode(sample, sample.Stream[..20]));
        }
    }

    private static byte[] Decode(Sample sample, byte[] stream) => GltfMeshoptView.Decode(
        stream,
        new GltfMeshopt { Mode = sample.Mode, Filter = sample.Filter, ByteStride = sample.Stride, Count = sample.Count },
        new GltfBufferView { ByteLength = sample.Decoded.Length },
        new GltfMemory(ModelReaderLimits.Default, stream.Length),
        sample.Name);

    private static int[] Components(Sample sample, byte[] bytes) => sample.Stride == 4
        ? Array.ConvertAll(bytes, b => (int)(sbyte)b)
        : Array.ConvertAll(MemoryMarshal.Cast<byte, short>(bytes).ToArray(), s => (int)s);

    private static Sample[] Read()
    {
        using Stream stream = typeof(MeshoptStreamTests).Assembly.GetManifestResourceStream("meshopt.json")!;
        return JsonSerializer.Deserialize<Sample[]>(stream, JsonSerializerOptions.Web)!;
    }

    private sealed record Sample(string Name, string Mode, string Filter, int Stride, int Count, byte[] Stream, byte[] Decoded);
}

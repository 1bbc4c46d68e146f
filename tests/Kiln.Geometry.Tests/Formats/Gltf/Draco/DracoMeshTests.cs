using System.Runtime.InteropServices;
using Kiln.Geometry.Formats.Gltf.Draco;

namespace Kiln.Geometry.Tests.Formats.Gltf.Draco;

public sealed class DracoMeshTests
{
    public static TheoryData<string> Names => DracoSamples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Points_and_triangles_are_those_of_the_reference_decoder(string name)
    {
        DracoSamples.Sample expected = DracoSamples.All[name];
        var mesh = DracoMesh.Decode(DracoSamples.Stream(name), name);
        Assert.Equal(expected.Points, mesh.PointCount);
        Assert.Equal(expected.Triangles * 3, mesh.Indices.Length);
        Assert.Equal(expected.Indices, DracoSamples.Checksum(MemoryMarshal.AsBytes(mesh.Indices.AsSpan())));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_the_reference_decoder_bit_by_bit(string name)
    {
        var mesh = DracoMesh.Decode(DracoSamples.Stream(name), name);
        foreach ((string semantic, DracoSamples.SampleAttribute expected) in DracoSamples.All[name].Attributes)
        {
            DracoAttribute attribute = mesh.Attribute(expected.Id)!;
            Assert.Equal(expected.Components, attribute.Components);
            float[] values = OfPoints(mesh, attribute);
            Assert.True(
                expected.First.AsSpan().SequenceEqual(values.AsSpan(0, expected.Components)),
                $"{semantic}: {string.Join(' ', values[..expected.Components])}, not {string.Join(' ', expected.First)}");
            Assert.Equal(expected.Sum, values.Sum(value => (double)value), 1e-6);
            Assert.Equal(expected.Checksum, DracoSamples.Checksum(MemoryMarshal.AsBytes(values.AsSpan())));
        }
    }

    private static float[] OfPoints(DracoMesh mesh, DracoAttribute attribute)
    {
        int size = attribute.Components;
        float[] values = new float[mesh.PointCount * size];
        for (int i = 0; i < mesh.PointCount; i++)
        {
            int value = attribute.Order.ValueOfPoint is { } valueOf ? valueOf[i] : i;
            attribute.Values.AsSpan(value * size, size).CopyTo(values.AsSpan(i * size));
        }

        return values;
    }
}

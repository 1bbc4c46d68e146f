using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf.Draco;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf.Draco;

public sealed class GltfDracoPrimitiveTests
{
    private const string AllCompressed = "\"POSITION\":0,\"NORMAL\":1,\"TEXCOORD_0\":2,\"COLOR_0\":3";

    [Theory]
    [InlineData("torus-edgebreaker-5", 4)]
    [InlineData("torus-sequential-0", 4)]
    [InlineData("torus-edgebreaker-5", 5)]
    public void A_compressed_primitive_has_all_of_its_arrays(string name, int mode)
    {
        TriangleMesh mesh = Read(DracoSamples.Stream(name), AllCompressed, $",\"mode\":{mode}");
        Assert.Equal(576, mesh.TriangleCount);
        Assert.Equal(325, mesh.VertexCount);
        for (int i = 0; i < mesh.VertexCount; i++)
        {
            Vector3 p = mesh.Positions[i];
            Vector3 ring = Vector3.Normalize(new Vector3(p.X, 0, p.Z)) * 2;
            Assert.InRange((p - ring).Length(), 0.499, 0.501);
            Assert.InRange(Vector3.Dot(Vector3.Normalize(p - ring), mesh.Normals![i]), 0.999, 1.001);

            // The samples' colours count steps of the grid around and across the torus.
            Vector2 steps = mesh.TexCoords0![i] * new Vector2(24, 12);
            Assert.Equal((int)MathF.Round(steps.X) * 37 & 255, (int)MathF.Round(mesh.Colors![i].X * 255));
            Assert.Equal((int)MathF.Round(steps.Y) * 53 & 255, (int)MathF.Round(mesh.Colors[i].Y * 255));
            Assert.Equal(1, mesh.Colors[i].W);
        }
    }

    [Fact]
    public void An_array_that_is_not_compressed_is_read_from_its_accessor()
    {
        InvalidModelException exception = Assert.Throws<InvalidModelException>(
            () => Read(DracoSamples.Stream("torus-edgebreaker-5"), "\"POSITION\":0"));
        Assert.Contains("NORMAL has 1 elements, POSITION has 325", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_the_data_lacks_is_named()
    {
        InvalidModelException exception = Assert.Throws<InvalidModelException>(
            () => Read(DracoSamples.Stream("torus-positions"), "\"POSITION\":0,\"NORMAL\":9"));
        Assert.Contains("NORMAL is attribute 9, which the compressed data lacks", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_of_another_shape_is_refused()
    {
        InvalidModelException exception = Assert.Throws<InvalidModelException>(
            () => Read(DracoSamples.Stream("torus-edgebreaker-5"), "\"POSITION\":0,\"NORMAL\":2"));
        Assert.Contains("NORMAL has 2 components, not 3", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 'X', "does not start with")]
    [InlineData(5, 1, "version 1.2")]
    [InlineData(7, 0, "not a mesh of triangles")]
    public void A_stream_of_another_kind_is_refused(int offset, int value, string fault)
    {
        byte[] stream = DracoSamples.Stream("torus-positions");
        stream[offset] = (byte)value;
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => Read(stream, AllCompressed));
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("meshes[0].primitives[0]", exception.Location, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_stream_that_claims_much_is_refused_before_memory_is_taken()
    {
        // A sequential mesh of 0 faces and 2³⁰ points, whose positions are one symbol that takes no bits.
        byte[] stream = [.. "DRACO"u8, 2, 2, 1, 0, 0, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x04, 1, 1, 1, 0, 9, 3, 0, 0, 2, 0, 1, 1, 1, 1, 1];
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidModelException exception = Assert.Throws<InvalidModelException>(() => DracoMesh.Decode(stream, "here"));
        Assert.Contains("elements more than they can hold", exception.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024 * 1024);
    }

    [Theory]
    [MemberData(nameof(DracoMeshTests.Names), MemberType = typeof(DracoMeshTests))]
    public void A_damaged_stream_is_read_or_refused(string name)
    {
        const int Rounds = 400;
        int seed = name.Length;
        var random = new Random(seed);
        byte[] original = DracoSamples.Stream(name);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = random.Next(8) == 0 ? original[..random.Next(original.Length)] : (byte[])original.Clone();
            for (int i = random.Next(4); i >= 0 && damaged.Length > 11; i--)
            {
                // Most of the structure is told by the first bytes.
                int at = 11 + random.Next(random.Next(2) == 0 ? Math.Min(60, damaged.Length - 11) : damaged.Length - 11);
                damaged[at] = (byte)(random.Next(2) == 0 ? random.Next(256) : damaged[at] ^ (1 << random.Next(8)));
            }

            try
            {
                var mesh = DracoMesh.Decode(damaged, "here");
                Assert.All(mesh.Indices, index => Assert.InRange(index, 0, mesh.PointCount - 1));
            }
            catch (InvalidModelException exception)
            {
                Assert.Equal("here", exception.Location);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, round {round} of {name}: {exception}");
            }
        }
    }

    private static TriangleMesh Read(byte[] stream, string compressed, string extra = "")
    {
        string accessors = string.Join(',', "VEC3 VEC3 VEC2 VEC4".Split(' ').Select((type, i) =>
            $"{{\"componentType\":{(i == 3 ? 5121 : 5126)},\"normalized\":{(i == 3 ? "true" : "false")},\"count\":1,\"type\":\"{type}\"}}"));
        string json = $$"""
            {"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"extensionsRequired":["KHR_draco_mesh_compression"],
            "buffers":[{"byteLength":{{stream.Length}}}],"bufferViews":[{"buffer":0,"byteLength":{{stream.Length}}}],"accessors":[{{accessors}}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0,"NORMAL":1,"TEXCOORD_0":2,"COLOR_0":3} {{extra}},
            "extensions":{"KHR_draco_mesh_compression":{"bufferView":0,"attributes":{ {{compressed}} } } } }]}]}
            """;
        Scene scene = ModelReader.Read(new ModelSource("torus.glb", Glb(Encoding.UTF8.GetBytes(json), stream)));
        return Assert.Single(Assert.Single(scene.Meshes).Primitives);
    }

    private static byte[] Glb(byte[] json, byte[] binary)
    {
        int jsonLength = (json.Length + 3) & ~3;
        int binaryLength = (binary.Length + 3) & ~3;
        byte[] glb = new byte[28 + jsonLength + binaryLength];
        glb.AsSpan(20, jsonLength).Fill((byte)' ');
        uint[] header = [0x46546C67, 2, (uint)glb.Length, (uint)jsonLength, 0x4E4F534A];
        for (int i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(glb.AsSpan(4 * i), header[i]);
        }

        json.CopyTo(glb, 20);
        BinaryPrimitives.WriteInt32LittleEndian(glb.AsSpan(20 + jsonLength), binaryLength);
        BinaryPrimitives.WriteUInt32LittleEndian(glb.AsSpan(24 + jsonLength), 0x004E4942);
        binary.CopyTo(glb, 28 + jsonLength);
        return glb;
    }
}

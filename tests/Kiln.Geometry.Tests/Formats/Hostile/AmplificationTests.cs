using System.IO.Compression;
using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Inspection;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Polygons;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Tests.Formats.Archives;
using Kiln.Geometry.Tests.Formats.Gltf;

namespace Kiln.Geometry.Tests.Formats.Hostile;

/// <summary>Small files that ask for much: what they may take is bounded, and the refusal says by what.</summary>
public sealed class AmplificationTests
{
    private const long Allowance = 8 * 1024 * 1024;
    private const int Copies = 60;

    [Theory]
    [InlineData("zeros by rule")]
    [InlineData("overlapping accessors")]
    [InlineData("strips that go nowhere")]
    [InlineData("the same target many times")]
    [InlineData("selections of the same vertices")]
    public void Arrays_of_a_gltf_are_held_in_proportion_to_it(string kind)
    {
        byte[] file = Bomb(kind);
        long before = GC.GetAllocatedBytesForCurrentThread();

        InvalidModelException fault = Assert.Throws<InvalidModelException>(
            () => ModelReader.Read(new ModelSource("a.glb", file), new ModelReaderLimits { MaxExpandedBytes = Allowance }));

        Assert.Contains("in memory", fault.Message);
        Assert.NotNull(fault.Location);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * (Allowance + (64L * file.Length)));
    }

    /// <summary>Some sixty bytes of JSON, many times, each of which asks for a megabyte.</summary>
    private static byte[] Bomb(string kind)
    {
        const string Small = "{\"componentType\":5126,\"count\":3,\"type\":\"VEC3\"}";
        const string Large = "{\"componentType\":5126,\"count\":100000,\"type\":\"VEC3\"}";
        const string Corners = "{\"componentType\":5121,\"count\":3,\"type\":\"SCALAR\"}";
        string Repeated(Func<int, string> element) => string.Join(',', Enumerable.Range(0, Copies).Select(element));
        string First(string primitive) => Repeated(_ => primitive);
        string Each() => Repeated(i => $"{{\"attributes\":{{\"POSITION\":{i}}},\"indices\":{Copies}}}");
        (string accessors, string primitives, byte[] binary) = kind switch
        {
            "zeros by rule" => ($"{Repeated(_ => Large)},{Corners}", Each(), []),
            "overlapping accessors" => (
                $"{Repeated(i => $"{{\"bufferView\":0,\"byteOffset\":{i},\"componentType\":5120,\"count\":100000,\"type\":\"VEC3\"}}")},{Corners}",
                Each(), new byte[300_000 + Copies]),
            "strips that go nowhere" => (
                $"{Small},{{\"componentType\":5121,\"count\":300000,\"type\":\"SCALAR\"}}",
                First("{\"mode\":5,\"attributes\":{\"POSITION\":0},\"indices\":1}"), []),
            "the same target many times" => (
                Large, $"{{\"attributes\":{{\"POSITION\":0}},\"targets\":[{First("{\"POSITION\":0}")}]}}", []),
            _ => (
                $"{Large},{{\"bufferView\":0,\"componentType\":5125,\"count\":60000,\"type\":\"SCALAR\"}}",
                First("{\"attributes\":{\"POSITION\":0},\"indices\":1}"),
                [.. Enumerable.Range(0, 60_000).SelectMany(BitConverter.GetBytes)]),
        };
        string weights = string.Join(',', Enumerable.Repeat("1", Copies));
        return HandMadeGltf.Glb(
            $"{{\"asset\":{{\"version\":\"2.0\"}},\"buffers\":[{{\"byteLength\":{binary.Length}}}],"
            + $"\"bufferViews\":[{{\"buffer\":0,\"byteLength\":{binary.Length}}}],\"accessors\":[{accessors}],"
            + $"\"meshes\":[{{\"weights\":[{weights}],\"primitives\":[{primitives}]}}],\"nodes\":[{{\"mesh\":0}}]}}",
            binary);
    }

    [Fact]
    public void A_mesh_counts_as_often_as_it_is_placed()
    {
        var file = new HandMadeGltf();
        byte[] glb = file.Glb(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()}}}}}]}}],"
            + $"\"nodes\":[{string.Join(',', Enumerable.Repeat("{\"mesh\":0}", 100))}]");
        Assert.Equal(100, ModelReader.Read(new ModelSource("a.glb", glb), new ModelReaderLimits { MaxTriangles = 100 }).Nodes.Count);
        InvalidModelException fault = Assert.Throws<InvalidModelException>(
            () => ModelReader.Read(new ModelSource("a.glb", glb), new ModelReaderLimits { MaxTriangles = 99 }));
        Assert.StartsWith("nodes[99]", fault.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spiral")]
    [InlineData("noise")]
    [InlineData("zigzag")]
    public void Ears_are_clipped_in_quadratic_time_and_never_beyond_what_is_allowed(string kind)
    {
        const int Count = 800;
        var random = new Random(3);
        var outline = new (int, double, double)[Count];
        for (int i = 0; i < Count; i++)
        {
            int step = i < Count / 2 ? i : Count - 1 - i;
            double inset = i < Count / 2 ? 0 : 1;
            double radius = 1 + (step * 0.01) + (inset * 0.004);
            outline[i] = kind switch
            {
                "spiral" => (i, radius * Math.Cos(step * 0.1), radius * Math.Sin(step * 0.1)),
                "noise" => (i, random.NextDouble(), random.NextDouble()),
                _ => (i, step, (step % 2 * 100) + inset),
            };
        }

        var triangles = new List<int>();
        long tests = PolygonTriangulation.Append(outline, [], triangles);
        Assert.Equal(3 * (Count - 2), triangles.Count);
        Assert.InRange(tests, 0, 6L * Count * Count);

        triangles.Clear();
        Assert.InRange(PolygonTriangulation.Append(outline, [], triangles, maxPointTests: 5000), 0, 5000 + Count);
        Assert.Equal(3 * (Count - 2), triangles.Count);
    }

    [Fact]
    public void Materials_of_the_same_maps_share_what_they_are_converted_to()
    {
        byte[] map = PngEncoder.Encode(new PixelImage(2, 2, 4, new byte[16]));
        var file = new HandMadeGltf();
        int texCoords = file.Floats("VEC2", 0, 0, 1, 0, 0, 1);
        string attributes = $"\"attributes\":{{\"POSITION\":{file.Triangle()},\"TEXCOORD_0\":{texCoords}}}";
        const string Material = "{\"extensions\":{\"KHR_materials_pbrSpecularGlossiness\":{\"specularGlossinessTexture\":{\"index\":0}}}}";
        Scene scene = file.Read(
            $"\"meshes\":[{{\"primitives\":[{{{attributes},\"material\":0}},{{{attributes},\"material\":1}}]}}],\"nodes\":[{{\"mesh\":0}}],"
            + $"\"materials\":[{Material},{Material}],\"textures\":[{{\"source\":0}}],"
            + $"\"images\":[{{\"uri\":\"data:image/png;base64,{Convert.ToBase64String(map)}\"}}]");
        Assert.Equal(3, scene.Images.Count);
        Assert.Equal(scene.Materials[0].BaseColorTexture, scene.Materials[1].BaseColorTexture);
    }

    [Fact]
    public void An_entry_that_unpacks_without_end_is_inspected_as_far_as_it_states()
    {
        byte[] blanks = new byte[8_000_000];
        Array.Fill(blanks, (byte)' ');
        Encoding.ASCII.GetBytes("{\"buffers\":[{\"uri\":\"gone.bin\"}]}").CopyTo(blanks, blanks.Length - 40);
        byte[] zip = HandMadeZip.Of(CompressionLevel.SmallestSize, ("a.gltf", blanks));
        Assert.Contains("gone.bin", ModelInspection.Inspect(new MemoryStream(zip), "a.zip", new ModelReaderLimits { MaxArchiveRatio = 2000 }).Fault!.Message);
        byte[] liar = HandMadeZip.WithDirectoryField(zip, 24, 0, 1, 0, 0);
        Assert.True(ModelInspection.Inspect(new MemoryStream(liar), "a.zip").IsAccepted);
        Assert.Contains("256 bytes", Assert.Throws<InvalidModelException>(() => ModelReader.Read(new ModelSource("a.zip", liar))).Message);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_path_is_a_missing_file() =>
        Assert.StartsWith(
            "Model refers to files",
            ModelInspection.Inspect(new MemoryStream("{\"buffers\":[{\"uri\":\"\\ud800.bin\"}]}"u8.ToArray()), "a.gltf").Fault!.Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_side_file_of_many_names_is_read_once()
    {
        string lines = string.Concat(Enumerable.Range(0, 50).Select(i => $"mtllib {i}/../a.mtl\n"));
        Scene scene = ModelReader.Read(new ModelSource("a.zip", HandMadeZip.Of(
            ("a.obj", HandMadeZip.Text(lines + "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl paint\nf 1/1 2/1 3/1\n")),
            ("a.mtl", HandMadeZip.Text("newmtl paint\nmap_Kd x/../red.png\nmap_Ke RED.png\nbump height.png\n")),
            ("red.png", SampleScenes.RedPixelPng()))));
        Assert.Single(scene.Images);
        Assert.Single(scene.Warnings);
    }

    [Fact]
    public void Images_of_the_same_bytes_are_taken_once_and_count_each()
    {
        byte[] png = SampleScenes.RedPixelPng();
        var file = new HandMadeGltf();
        int texCoords = file.Floats("VEC2", 0, 0, 1, 0, 0, 1);
        string attributes = $"\"attributes\":{{\"POSITION\":{file.Triangle()},\"TEXCOORD_0\":{texCoords}}}";
        int view = file.View(png);
        byte[] glb = file.Glb(
            $"\"meshes\":[{{\"primitives\":[{{{attributes},\"material\":0}}]}}],\"nodes\":[{{\"mesh\":0}}],"
            + "\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0}},\"emissiveTexture\":{\"index\":1}}],"
            + $"\"textures\":[{{\"source\":0}},{{\"source\":1}}],\"images\":[{{\"bufferView\":{view}}},{{\"bufferView\":{view},\"mimeType\":\"image/jpeg\"}}]");
        Assert.Single(ModelReader.Read(new ModelSource("a.glb", glb)).Images);

        // Three positions and three corners; and one byte less than both images, the emissive one first. The material tells which
        // coordinates to read, so they come after it.
        const int Arrays = 36 + 36;
        var limits = new ModelReaderLimits { MaxExpandedBytes = Arrays + (2 * png.Length) - 1 - (64L * glb.Length) };
        Assert.Equal("images[0]", Assert.Throws<InvalidModelException>(() => ModelReader.Read(new ModelSource("a.glb", glb), limits)).Location);
    }

    [Fact]
    public void Maps_that_are_converted_count_again()
    {
        // 4 pixels as sent, 4 decoded to convert them, and 4 in each of the two maps that come of them.
        byte[] map = PngEncoder.Encode(new PixelImage(2, 2, 4, new byte[16]));
        var file = new HandMadeGltf();
        int texCoords = file.Floats("VEC2", 0, 0, 1, 0, 0, 1);
        byte[] glb = file.Glb(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()},\"TEXCOORD_0\":{texCoords}}},\"material\":0}}]}}],"
            + "\"nodes\":[{\"mesh\":0}],\"materials\":[{\"extensions\":{\"KHR_materials_pbrSpecularGlossiness\":"
            + "{\"specularGlossinessTexture\":{\"index\":0}}}}],\"textures\":[{\"source\":0}],"
            + $"\"images\":[{{\"uri\":\"data:image/png;base64,{Convert.ToBase64String(map)}\"}}]");
        Assert.Equal(3, ModelReader.Read(new ModelSource("a.glb", glb), new ModelReaderLimits { MaxTexturePixels = 16 }).Images.Count);
        Assert.Throws<InvalidModelException>(() => ModelReader.Read(new ModelSource("a.glb", glb), new ModelReaderLimits { MaxTexturePixels = 15 }));
    }

    [Fact]
    public void A_message_is_short_however_long_a_name_of_the_file()
    {
        string json = $"{{\"asset\":{{\"version\":\"2.0\"}},\"extensionsRequired\":[\"{new string('x', 100_000)}\"]}}";
        InvalidModelException fault = Assert.Throws<InvalidModelException>(() => ModelReader.Read(new ModelSource("a.glb", HandMadeGltf.Glb(json, []))));
        Assert.InRange(fault.Message.Length, 100, 1010);
        Assert.EndsWith("(at extensionsRequired)", fault.Message, StringComparison.Ordinal);
    }
}

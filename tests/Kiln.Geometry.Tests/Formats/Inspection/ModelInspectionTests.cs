using System.Text;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Formats.Inspection;
using Kiln.Geometry.Tests.Formats.Archives;
using Kiln.Geometry.Tests.Formats.Gltf;

namespace Kiln.Geometry.Tests.Formats.Inspection;

public sealed class ModelInspectionTests
{
    private static readonly byte[] Glb = GlbWriter.Write(SampleScenes.Rich());

    private static ModelInspectionResult Inspect(string name, byte[] content) => ModelInspection.Inspect(new MemoryStream(content), name);

    private static void AssertFault(string code, string message, ModelInspectionResult result)
    {
        Assert.False(result.IsAccepted);
        Assert.Equal((code, message), (result.Fault!.Code, result.Fault.Message));
    }

    [Fact]
    public void Good_files_are_accepted()
    {
        Assert.Equal(ModelFormat.Glb, Inspect("a.GLB", Glb).Format);
        Assert.Equal(ModelFormat.Stl, Inspect("part.stl", [1]).Format);
        ModelInspectionResult zip = Inspect("a.zip", HandMadeZip.Of(("m/a.glb", Glb), ("m/readme.txt", [1, 2])));
        Assert.True(zip.IsAccepted);
        Assert.Equal(new ArchiveSummary("m/a.glb", 2, Glb.Length + 2), zip.Archive);
    }

    [Theory]
    [InlineData("model.xyz", ".xyz")]
    [InlineData("model.FBX", ".fbx")]
    [InlineData("model", "no extension")]
    public void Other_formats_are_named(string name, string extension) =>
        AssertFault("UNSUPPORTED_FORMAT", $"Unsupported format: {extension}. Allowed: glb, gltf, obj, stl, ply, zip", Inspect(name, [1]));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData("a/b.glb")]
    [InlineData("a\\b.glb")]
    [InlineData("a\u0007.glb")]
    public void Bad_names_are_refused(string name) => AssertFault("INVALID_FILENAME", "Invalid filename", Inspect(name, Glb));

    [Fact]
    public void Long_names_are_refused_by_their_bytes()
    {
        AssertFault("INVALID_FILENAME", "Invalid filename", Inspect(new string('é', 126) + ".glb", Glb));
        Assert.True(Inspect(new string('é', 125) + ".glb", Glb).IsAccepted);
    }

    [Fact]
    public void Empty_files_are_refused() => AssertFault("INVALID_FILE", "File is empty", Inspect("a.glb", []));

    [Theory]
    [InlineData(0, 0x00, "Invalid GLB: the magic \"glTF\" is missing, at byte 0")]
    [InlineData(4, 0x01, "Invalid GLB: version 1, only version 2 can be read, at byte 4")]
    [InlineData(16, 0x00, "Invalid GLB: the first chunk is not JSON, at byte 16")]
    public void A_bad_header_is_named_with_its_byte(int offset, byte value, string message)
    {
        byte[] file = (byte[])Glb.Clone();
        file[offset] = value;
        AssertFault("INVALID_FILE", message, Inspect("a.glb", file));
        Assert.Equal(message, Assert.Throws<InvalidModelException>(() => ModelReader.Read(new ModelSource("a.glb", file))).Message);
    }

    [Fact]
    public void A_truncated_glb_is_refused()
    {
        AssertFault("INVALID_FILE", "Invalid GLB: the file ends inside its 20-byte header, at byte 12", Inspect("a.glb", Glb[..12]));
        AssertFault(
            "INVALID_FILE", $"Invalid GLB: the stated length is {Glb.Length} bytes, the file has {Glb.Length - 1}, at byte 8", Inspect("a.glb", Glb[..^1]));
    }

    [Fact]
    public void A_gltf_alone_must_hold_all_it_refers_to()
    {
        const string Json = """
            { "asset": { "version": "2.0", "uri": "no.bin" }, "extras": { "buffers": [ { "uri": "no.bin" } ] },
              "buffers": [ { "uri": "a%20b.bin", "extras": { "uri": "no.bin" } }, { "uri": "data:,x" }, { "byteLength": 1, "uri": "sub\/c.bin" } ],
              "images": [ { "name": "uri", "uri": "d\u0065.png" }, { "uri": "a%20b.bin" }, { "bufferView": 0 } ], "nodes": [ { "name": "buffers", "uri": "no" } ] }
            """;
        AssertFault(
            "INVALID_FILE", "Model refers to files that are not in the upload: a b.bin, sub/c.bin, de.png. Send a ZIP",
            Inspect("a.gltf", Encoding.UTF8.GetBytes(Json)));
        AssertFault(
            "INVALID_FILE", "Model refers to files that are not in the upload: sub/c.bin, de.png. Add them to the ZIP",
            Inspect("a.zip", HandMadeZip.Of(("m/a.gltf", HandMadeZip.Text(Json)), ("m/A b.bin", [1]))));
        var gltf = new HandMadeGltf();
        _ = gltf.Triangle();
        Assert.True(Inspect("a.gltf", Encoding.UTF8.GetBytes(gltf.Json("\"x\":1", "data:;base64," + new string('A', 200_000)))).IsAccepted);
    }

    [Fact]
    public void Archives_are_refused_with_the_reason()
    {
        AssertFault("INVALID_ARCHIVE", "Archive must contain exactly one .obj/.gltf/.usd file", Inspect("a.zip", HandMadeZip.Of(("a.txt", [1]))));
        AssertFault("INVALID_ARCHIVE", "Invalid archive: it is no ZIP, it is truncated, or bytes follow its end", Inspect("a.zip", [1, 2, 3]));
        AssertFault(
            "INVALID_ARCHIVE", "Invalid archive: the entry ../a.obj has a path that leaves the archive", Inspect("a.zip", HandMadeZip.Of(("../a.obj", [1]))));
        AssertFault(
            "UNSUPPORTED_FORMAT", "Unsupported format: .usd. Allowed: glb, gltf, obj, stl, ply, zip", Inspect("a.zip", HandMadeZip.Of(("a.usd", [1]))));
        AssertFault(
            "INVALID_FILE", "Invalid GLB: the magic \"glTF\" is missing, at byte 0", Inspect("a.zip", HandMadeZip.Of(("a.glb", new byte[64]))));
    }

    [Fact]
    public void Truncated_and_mutated_archives_never_throw()
    {
        const int Seed = 20;
        byte[] zip = HandMadeZip.Of(("m/a.gltf", HandMadeZip.Text("{\"buffers\":[{\"uri\":\"a.bin\"}]}")), ("m/a.bin", new byte[300]));
        var random = new Random(Seed);
        for (int length = 0; length <= zip.Length; length++)
        {
            _ = Inspect("a.zip", zip[..length]);
        }

        for (int round = 0; round < 2000; round++)
        {
            byte[] mutated = (byte[])zip.Clone();
            for (int i = 0; i < 1 + random.Next(4); i++)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            _ = Inspect("a.zip", mutated);
        }
    }
}

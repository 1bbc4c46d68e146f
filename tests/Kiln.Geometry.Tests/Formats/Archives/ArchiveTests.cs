using System.IO.Compression;
using System.Numerics;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Tests.Formats.Gltf;

namespace Kiln.Geometry.Tests.Formats.Archives;

public sealed class ArchiveTests
{
    private const string Triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nusemtl paint\nf 1/1 2/2 3/3\n";

    private static Scene Read(byte[] zip, ModelReaderLimits? limits = null) => ModelReader.Read(new ModelSource("upload.zip", zip), limits);

    private static string Refusal(byte[] zip, ModelReaderLimits? limits = null) =>
        Assert.Throws<InvalidModelException>(() => Read(zip, limits)).Message;

    [Theory]
    [InlineData("map_Kd Textures/Red.PNG")]
    [InlineData("map_Kd textures\\red.png")]
    [InlineData("map_Kd -clamp on -s 1 1 1 -bm 0.5 textures/red.png")]
    [InlineData("map_Kd C:\\Users\\somebody\\red.png")]
    [InlineData("map_Kd ./../model/textures/red.png")]
    public void Textures_are_found_however_they_are_written(string statement)
    {
        Scene scene = Read(HandMadeZip.Of(
            ("model/part.obj", HandMadeZip.Text("mtllib my lib.mtl\n" + Triangle)),
            ("model/my lib.mtl", HandMadeZip.Text($"newmtl paint\nKd 0.5 0.25 0.125\nd 0.5\nPm 0.75\nPr 0.25\n{statement}\n")),
            ("model/textures/red.png", SampleScenes.RedPixelPng()),
            ("__MACOSX/model/._part.obj", [1, 2, 3]),
            ("model/.DS_Store", [1])));
        Material paint = Assert.Single(scene.Materials);
        Assert.Equal(SampleScenes.RedPixelPng(), scene.Images[paint.BaseColorTexture!.Image].Content.ToArray());
        Assert.Equal(("part", new Vector4(0.5f, 0.25f, 0.125f, 0.5f), AlphaMode.Blend), (scene.Name, paint.BaseColor, paint.AlphaMode));
        Assert.Equal((0.75f, 0.25f), (paint.Metallic, paint.Roughness));
        Assert.Empty(scene.Warnings);
    }

    [Fact]
    public void A_texture_name_with_spaces_and_a_transform_is_read()
    {
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text("mtllib a.mtl b.mtl\n" + Triangle)),
            ("b.mtl", HandMadeZip.Text("newmtl paint\nNs 198\nTr 0.25\nmap_Kd -o 0.25 0.5 -s 2 4 my red.png\r\n")),
            ("my red.png", SampleScenes.RedPixelPng())));
        Material paint = Assert.Single(scene.Materials);
        Assert.Equal((new Vector2(2, 4), new Vector2(0.25f, -3.5f)), (paint.BaseColorTexture!.Scale, paint.BaseColorTexture.Offset));
        Assert.Equal(0.75f, paint.BaseColor.W);
        Assert.Equal(0.1f, paint.Roughness, 5);
        Assert.Contains("a.mtl", Assert.Single(scene.Warnings));
    }

    [Fact]
    public void A_missing_or_foreign_texture_is_warned_of()
    {
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)),
            ("a.mtl", HandMadeZip.Text("newmtl paint\nmap_Kd gone.png\nmap_Ke a.tga\n")),
            ("a.tga", [0, 0, 2, 0])));
        Assert.Equal(2, scene.Warnings.Count);
        Assert.Empty(scene.Images);
    }

    [Theory]
    [InlineData("map_Bump -bm 0.5 crate_Normal.png", true)]
    [InlineData("bump crate_n.png", true)]
    [InlineData("bump crate_height.png", false)]
    [InlineData("norm anything.png", true)]
    public void Normal_maps_are_told_from_height_maps(string statement, bool isNormalMap)
    {
        string name = statement.Split(' ')[^1];
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)),
            ("a.mtl", HandMadeZip.Text($"newmtl paint\n{statement}\n")),
            (name, SampleScenes.RedPixelPng())));
        Assert.Equal(isNormalMap, scene.Materials[0].NormalTexture is not null);
        Assert.Equal(isNormalMap ? 0 : 1, scene.Warnings.Count);
    }

    [Fact]
    public void Gltf_with_side_files_is_read()
    {
        var gltf = new HandMadeGltf();
        string json = gltf.Json(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{gltf.Triangle()}}},\"material\":0}}]}}],\"nodes\":[{{\"mesh\":0}}],"
            + "\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0}}}],\"textures\":[{\"source\":0}],\"images\":[{\"uri\":\"img%20a/RED.png\"}]",
            "data/a.bin");
        Scene scene = Read(HandMadeZip.Of(
            ("m/a.gltf", HandMadeZip.Text(json)), ("m/data/a.bin", gltf.Binary), ("m/img a/red.png", SampleScenes.RedPixelPng())));
        Assert.Equal("RED", Assert.Single(scene.Images).Name);
        Assert.Equal(0, scene.Materials[0].BaseColorTexture!.Image);
    }

    [Fact]
    public void Exactly_one_model_is_wanted()
    {
        const string Expected = "Archive must contain exactly one .obj/.gltf/.usd file";
        byte[] obj = HandMadeZip.Text(Triangle);
        Assert.Equal(Expected, Refusal(HandMadeZip.Of(("a.obj", obj), ("b.stl", obj))));
        Assert.Equal(Expected, Refusal(HandMadeZip.Of(("a.txt", obj))));
        Assert.Equal("Unsupported format: .fbx. Allowed: glb, gltf, obj, stl, ply, zip", Refusal(HandMadeZip.Of(("a.fbx", obj))));
    }

    [Theory]
    [InlineData("../a.obj", "leaves the archive")]
    [InlineData("x/../../a.obj", "leaves the archive")]
    [InlineData("/a.obj", "absolute")]
    [InlineData("C:/a.obj", "absolute")]
    [InlineData("..\\a.obj", "leaves the archive")]
    public void Paths_that_lead_out_are_refused(string path, string reason)
    {
        string message = Refusal(HandMadeZip.Of((path, HandMadeZip.Text(Triangle))));
        Assert.StartsWith("Invalid archive: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message);
    }

    [Fact]
    public void Links_encryption_and_other_methods_are_refused()
    {
        byte[] zip = HandMadeZip.Of(("a.obj", HandMadeZip.Text(Triangle)));
        Assert.Contains("link", Refusal(HandMadeZip.WithDirectoryField(zip, 41, 0xA1)));
        Assert.Contains("encrypted", Refusal(HandMadeZip.WithDirectoryField(zip, 8, 1)));
        Assert.Contains("method 9", Refusal(HandMadeZip.WithDirectoryField(zip, 10, 9)));
        Assert.Contains("checksum", Refusal(HandMadeZip.WithDirectoryField(zip, 16, 1, 2, 3, 4)));
        Assert.Contains("does not have", Refusal(HandMadeZip.WithDirectoryField(zip, 24, 3)));
        Assert.Contains("nested.zip", Refusal(HandMadeZip.Of(("a.obj", [1]), ("nested.zip", zip))));
        Assert.Contains("two entries", Refusal(HandMadeZip.Of(("a.obj", [1]), ("a.obj", [2]))));
    }

    [Fact]
    public void Bombs_are_refused_by_what_they_claim()
    {
        byte[] zeros = new byte[10_000_000];
        byte[] bomb = HandMadeZip.Of(("a.obj", HandMadeZip.Text(Triangle)), ("zeros.bin", zeros));
        Assert.Contains("200 times", Refusal(bomb));
        Assert.Contains("1000000 bytes", Refusal(bomb, new ModelReaderLimits { MaxUnpackedBytes = 1_000_000 }));
        Assert.Contains("2 entries", Refusal(bomb, new ModelReaderLimits { MaxArchiveEntries = 1 }));

        // A directory that understates what is packed is found out while unpacking, at the stated length.
        byte[] liar = HandMadeZip.Of(("a.obj", zeros));
        Assert.Contains("does not have", Refusal(HandMadeZip.WithDirectoryField(liar, 24, 16, 0, 0, 0)));
    }

    [Fact]
    public void Stored_entries_and_every_truncation()
    {
        byte[] zip = HandMadeZip.Of(CompressionLevel.NoCompression, ("a.obj", HandMadeZip.Text(Triangle)));
        Assert.Equal("a", Read(zip).Name);
        for (int length = 0; length < zip.Length; length++)
        {
            _ = Refusal(zip[..length]);
        }
    }
}

using System.IO.Compression;
using System.Numerics;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;
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
    public void A_library_may_be_named_after_its_materials_are_used()
    {
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text(Triangle + "mtllib a.mtl\n")), ("a.mtl", HandMadeZip.Text("newmtl paint\nKd 1 0 0\n"))));
        Assert.Equal(new Vector4(1, 0, 0, 1), Assert.Single(scene.Materials).BaseColor);
    }

    [Theory]
    [InlineData("map_Pr rough.png", "map_Pm metal.png", 50, 200, 1, 1)]
    [InlineData("map_Pr rough.png\nPr 0.5", "Pm 0.25", 50, 255, 0.5f, 0.25f)]
    [InlineData("Ns 198", "Pm 0\nmap_Pm metal.png", 255, 200, 0.1f, 1)]
    public void Separate_maps_of_roughness_and_metalness_are_packed(
        string rough, string metal, byte green, byte blue, float roughness, float metallic)
    {
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)),
            ("a.mtl", HandMadeZip.Text($"newmtl paint\n{rough}\n{metal}\n")),
            ("rough.png", PngEncoder.Encode(new PixelImage(1, 1, 1, [50]))),
            ("metal.png", PngEncoder.Encode(new PixelImage(2, 2, 3, [.. Enumerable.Repeat((byte)200, 12)])))));
        Material paint = Assert.Single(scene.Materials);
        PixelImage packed = ImageDecoder.Decode(scene.Images[paint.MetallicRoughnessTexture!.Image].Content.Span);
        Assert.Equal([255, green, blue], packed.Pixels[..3]);
        Assert.Equal(roughness, paint.Roughness, 5);
        Assert.Equal(metallic, paint.Metallic);
    }

    [Theory]
    [InlineData("-s 2 3 1 -o 0.1 0.2 0 -t 0 0 0 -mm 0 1 -bm 0.3 -clamp on")]
    [InlineData("-clamp on -bm 1 -mm 0.1 0.9 -o 0.1 0.2 -texres 512 -s 2 3")]
    [InlineData("-blendu on -blendv off -o 0.1 0.2 -boost 2 -cc on -imfchan r -clamp on -s 2 3 -type sphere")]
    public void Options_of_a_map_stand_in_any_order(string options)
    {
        foreach (string name in new[] { "my red 1.png", "\"my red 1.png\"" })
        {
            Scene scene = Read(HandMadeZip.Of(
                ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)),
                ("a.mtl", HandMadeZip.Text($"newmtl paint\nmap_Kd {options} {name}\n")),
                ("my red 1.png", SampleScenes.RedPixelPng())));
            TextureReference texture = scene.Materials[0].BaseColorTexture!;
            Assert.Equal((new Vector2(2, 3), new Vector2(0.1f, 1 - 3 - 0.2f)), (texture.Scale, texture.Offset));
            Assert.Equal((TextureWrap.ClampToEdge, TextureWrap.ClampToEdge), (texture.WrapU, texture.WrapV));
        }
    }

    [Fact]
    public void An_opacity_map_that_is_not_there_changes_nothing()
    {
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)),
            ("a.mtl", HandMadeZip.Text("newmtl paint\nmap_Kd red.png\nmap_d holes.png\n")), ("red.png", SampleScenes.RedPixelPng())));
        Assert.Equal(AlphaMode.Opaque, scene.Materials[0].AlphaMode);
        Assert.Equal("red", scene.Images[scene.Materials[0].BaseColorTexture!.Image].Name);
        Assert.Contains("holes.png", Assert.Single(scene.Warnings));
    }

    [Theory]
    [InlineData("map_Kd color.png\nmap_d grey.png", new byte[] { 10, 20, 30, 0, 10, 20, 30, 255, 10, 20, 30, 100, 10, 20, 30, 255 }, 1)]
    [InlineData("map_d grey.png\nmap_Kd color.png\nKd 0 0 0", new byte[] { 10, 20, 30, 0, 10, 20, 30, 255, 10, 20, 30, 100, 10, 20, 30, 255 }, 1)]
    [InlineData("map_d grey.png\nKd 0.5 0.5 0.5", new byte[] { 255, 255, 255, 0, 255, 255, 255, 255, 255, 255, 255, 100, 255, 255, 255, 255 }, 0.5f)]
    [InlineData("map_Kd color.png\nmap_d alpha.png", new byte[] { 10, 20, 30, 70 }, 1)]
    public void A_map_of_opacity_becomes_the_alpha_of_the_colour(string maps, byte[] pixels, float factor)
    {
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)),
            ("a.mtl", HandMadeZip.Text($"newmtl paint\n{maps}\nnewmtl more\n{maps}\n")),
            ("color.png", PngEncoder.Encode(new PixelImage(1, 1, 3, [10, 20, 30]))),
            ("grey.png", PngEncoder.Encode(new PixelImage(2, 2, 1, [0, 255, 100, 255]))),
            ("alpha.png", PngEncoder.Encode(new PixelImage(1, 1, 4, [200, 200, 200, 70])))));
        Material paint = scene.Materials[0];
        PixelImage joined = ImageDecoder.Decode(scene.Images[paint.BaseColorTexture!.Image].Content.Span);
        Assert.Equal(4, joined.Channels);
        Assert.Equal(pixels, joined.Pixels);
        Assert.Equal(new Vector4(factor, factor, factor, 1), paint.BaseColor);
        Assert.Equal(AlphaMode.Blend, paint.AlphaMode);
        Assert.Empty(scene.Warnings);
    }

    [Theory]
    [InlineData("M\u00FCll.png", "Mu\u0308ll.png")]
    [InlineData("Mu\u0308ll.png", "M\u00FCll.png")]
    [InlineData("t/./M\u00DCLL.png", "T/M\u00FCll.png")]
    public void Letters_beyond_ascii_are_found_however_they_are_composed(string written, string stored)
    {
        Scene scene = Read(HandMadeZip.Of(
            ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)),
            ("a.mtl", HandMadeZip.Text($"newmtl paint\nmap_Kd {written}\n")), (stored, SampleScenes.RedPixelPng())));
        Assert.Single(scene.Images);
    }

    [Fact]
    public void Names_that_are_not_utf8_stay_apart_and_are_found()
    {
        // The code page of the writer: a German u with dots, and another letter.
        byte[] zip = HandMadeZip.WithName(
            HandMadeZip.WithName(
                HandMadeZip.Of(
                    ("part.obj", HandMadeZip.Text("mtllib a.mtl\n" + Triangle)), ("a.mtl", HandMadeZip.Text("newmtl paint\nmap_Kd M\u00FCll.png\n")),
                    ("M@ll.png", SampleScenes.RedPixelPng()), ("N@ll.png", [1])),
                "M@ll.png", [(byte)'M', 0x81, .. "ll.png"u8]),
            "N@ll.png", [(byte)'N', 0x82, .. "ll.png"u8]);
        Assert.Single(Read(zip).Images);
    }

    [Fact]
    public void Steps_that_lead_nowhere_are_left_out_of_paths()
    {
        Scene scene = Read(HandMadeZip.Of(
            ("./m/./part.obj", HandMadeZip.Text("mtllib t/a.mtl\n" + Triangle)), ("m//t/./a.mtl", HandMadeZip.Text("newmtl paint\nKd 1 0 0\n"))));
        Assert.Equal(new Vector4(1, 0, 0, 1), Assert.Single(scene.Materials).BaseColor);
        Assert.Contains("two entries", Refusal(HandMadeZip.Of(("a/b.obj", [1]), ("a/./b.obj", [2]))));
    }

    [Fact]
    public void Bytes_around_the_archive_are_named()
    {
        byte[] zip = HandMadeZip.Of(("a.obj", HandMadeZip.Text(Triangle)));
        Assert.Contains("before the archive", Refusal([.. new byte[100], .. zip]));
        Assert.Contains("bytes follow", Refusal([.. zip, .. new byte[100]]));
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
        Scene beside = Read(HandMadeZip.Of(
            ("m/a.gltf", HandMadeZip.Text(json)), ("data/a.bin", gltf.Binary), ("textures/red.png", SampleScenes.RedPixelPng())));
        Assert.Single(beside.Images);
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
        Assert.Contains("encrypted", Refusal(HandMadeZip.WithDirectoryField(zip, 9, 0x20)));
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

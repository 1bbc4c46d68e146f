using System.Globalization;
using System.Text;
using Kiln.Checkers;
using Kiln.Geometry;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Jpeg;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;
using Kiln.SimReady.Textures;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Textures;

public sealed class TextureTests
{
    private static readonly byte[] Picture = TestImages.Checker(32);

    [Fact]
    public async Task A_jpeg_stays_a_jpeg_in_usd_and_becomes_a_png_for_mujoco()
    {
        byte[] jpeg = JpegEncoder.Encode(PngDecoder.Decode(Picture));
        using FinishedConversion asset = Convert(new EncodedImage("photo", "image/jpeg", jpeg));

        string usdTexture = Assert.Single(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(asset.Usd)!, "textures")));
        string mjcfTexture = Assert.Single(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(asset.Mjcf)!, "textures")));
        Assert.Equal(".jpg", Path.GetExtension(usdTexture));
        Assert.Equal(jpeg, await File.ReadAllBytesAsync(usdTexture));
        Assert.Equal(".png", Path.GetExtension(mjcfTexture));
        Assert.Equal(1, (await IndependentCheckers.SimulateAsync(asset.Mjcf, seconds: 0)).Textures);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public async Task A_scan_whose_faces_give_their_corners_places_in_two_pictures_passes_every_checker()
    {
        SurfaceMesh box = CellSolids.Box(0.2, 0.2, 0.2);
        StringBuilder ply = new($"ply\nformat ascii 1.0\ncomment TextureFile one.png\ncomment TextureFile two.png\nelement face {box.TriangleCount}\n"
            + "property list uchar int vertex_indices\nproperty list uchar float texcoord\nproperty int texnumber\n"
            + $"element vertex {box.Vertices.Length}\nproperty float x\nproperty float y\nproperty float z\nend_header\n");
        for (int t = 0; t < box.TriangleCount; t++)
        {
            ply.Append(CultureInfo.InvariantCulture, $"3 {string.Join(' ', box.Triangles[(3 * t)..((3 * t) + 3)])} 6 0 0 1 0 0 1 {t % 2}\n");
        }

        ply.AppendJoin("", box.Vertices.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.X} {v.Y} {v.Z}\n")));
        using FinishedConversion asset = FinishedConversion.Run("scan.zip", TestFiles.Zip(
            ("scan.ply", Encoding.ASCII.GetBytes(ply.ToString())), ("one.png", Picture), ("two.png", TestImages.Checker(16))));

        Assert.Equal(2, Directory.GetFiles(Path.Combine(Path.GetDirectoryName(asset.Usd)!, "textures")).Length);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public void An_untouched_png_keeps_its_bytes_and_equal_images_share_a_file()
    {
        Scene scene = TexturedBox(new EncodedImage("a", "image/png", Picture), new EncodedImage("b", "image/png", Picture.ToArray()));
        scene = scene with { Materials = [scene.Materials[0] with { EmissiveTexture = new(1), Emissive = System.Numerics.Vector3.One }] };
        using FinishedConversion asset = FinishedConversion.Run("box.glb", TestScenes.Glb(scene));

        string file = Assert.Single(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(asset.Usd)!, "textures")));
        Assert.Equal(Picture, File.ReadAllBytes(file));
        Assert.StartsWith("base_color_", Path.GetFileName(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_texture_over_the_cap_is_resized_unless_told_otherwise()
    {
        byte[] large = PngEncoder.Encode(new PixelImage(TextureCompression.LongestSide * 2, 2, 3, new byte[TextureCompression.LongestSide * 12]));
        using FinishedConversion resized = Convert(new EncodedImage("wide", "image/png", large));
        using FinishedConversion kept = Convert(new EncodedImage("wide", "image/png", large), new() { Optimize = false });

        Assert.Equal(TextureCompression.LongestSide, Width(resized));
        Assert.Equal(TextureCompression.LongestSide * 2, Width(kept));
        Assert.Contains(resized.Steps.SelectMany(step => step.Warnings), warning => warning.Code == "TEXTURE_RESIZED");
    }

    [Fact]
    public void A_broken_texture_is_the_inputs_fault_and_is_named()
    {
        byte[] broken = Picture.ToArray();
        broken[^20] ^= 0xFF;

        InvalidModelException fault = Assert.Throws<InvalidModelException>(() => Convert(new EncodedImage("crate_diffuse", "image/png", broken)));
        Assert.Contains("crate_diffuse", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_role_reaches_the_preview_surface_in_its_colour_space()
    {
        using FinishedConversion stool = FinishedConversion.Run("stool.glb", TestScenes.Glb(TestScenes.Stool()));
        UsdLayer layer = UsdFile.Read(File.ReadAllBytes(stool.Usd));
        Dictionary<string, UsdPrim> prims = layer.Prims().ToDictionary(entry => entry.Path, entry => entry.Prim);
        const string material = "/stool/looks/oak_wood";
        UsdPrim surface = prims[$"{material}/surface"];

        Assert.Equal($"{material}/base_color_texture.outputs:rgb", surface.Attribute("inputs:diffuseColor")!.Connection);
        Assert.Equal($"{material}/metallic_roughness_texture.outputs:g", surface.Attribute("inputs:roughness")!.Connection);
        Assert.Equal($"{material}/metallic_roughness_texture.outputs:b", surface.Attribute("inputs:metallic")!.Connection);
        Assert.Equal($"{material}/normal_texture.outputs:rgb", surface.Attribute("inputs:normal")!.Connection);
        Assert.Equal($"{material}/occlusion_texture.outputs:r", surface.Attribute("inputs:occlusion")!.Connection);
        Assert.Equal($"{material}/emissive_texture.outputs:rgb", surface.Attribute("inputs:emissiveColor")!.Connection);
        Assert.Equal($"{material}/clearcoat_texture.outputs:r", surface.Attribute("inputs:clearcoat")!.Connection);
        Assert.Equal($"{material}/clearcoat_roughness_texture.outputs:g", surface.Attribute("inputs:clearcoatRoughness")!.Connection);
        Assert.Equal(0.25f, prims[$"{material}/clearcoat_roughness_texture"].Value<System.Numerics.Vector4>("inputs:scale").Y);
        Assert.Equal("raw", Space("clearcoat_texture"));
        Assert.Equal("raw", Space("clearcoat_roughness_texture"));
        Assert.Equal("sRGB", Space("base_color_texture"));
        Assert.Equal("sRGB", Space("emissive_texture"));
        Assert.Equal("raw", Space("metallic_roughness_texture"));
        Assert.Equal("raw", Space("normal_texture"));
        Assert.Equal(new(1, 0.75f, 0.5f, 1), prims[$"{material}/metallic_roughness_texture"].Value<System.Numerics.Vector4>("inputs:scale"));
        Assert.Equal(new(1, 1, 2, 1), prims[$"{material}/normal_texture"].Value<System.Numerics.Vector4>("inputs:scale"));
        Assert.Equal(new(-0.5f, -0.5f, -1, 0), prims[$"{material}/normal_texture"].Value<System.Numerics.Vector4>("inputs:bias"));
        Assert.Equal($"{material}/st_1_reader.outputs:result", prims[$"{material}/normal_texture"].Attribute("inputs:st")!.Connection);

        string Space(string node) => prims[$"{material}/{node}"].Value<UsdToken>("inputs:sourceColorSpace").Text;
    }

    private static int Width(FinishedConversion asset) => ImageHeader.Read(
        File.ReadAllBytes(Directory.GetFiles(Path.Combine(Path.GetDirectoryName(asset.Usd)!, "textures"))[0])).Width;

    private static Scene TexturedBox(params EncodedImage[] images)
    {
        Scene stool = TestScenes.Stool();
        return stool with
        {
            Nodes = [stool.Nodes[0]],
            Meshes = [stool.Meshes[0]],
            Materials = [new Material { Name = "m", BaseColorTexture = new(0) }],
            Images = images,
        };
    }

    private static FinishedConversion Convert(EncodedImage image, ConversionParameters? parameters = null) =>
        FinishedConversion.Run("box.glb", TestScenes.Glb(TexturedBox(image)), parameters);
}

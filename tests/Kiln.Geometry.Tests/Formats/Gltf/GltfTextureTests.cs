using System.Numerics;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

public sealed class GltfTextureTests
{
    private static readonly string Png = $"{{\"uri\":\"data:image/png;base64,{Convert.ToBase64String(SampleScenes.RedPixelPng())}\"}}";

    private static readonly string WebP = $"{{\"uri\":\"data:image/webp;base64,{Convert.ToBase64String("RIFF\0\0\0\0WEBPVP8 "u8)}\"}}";

    [Theory]
    [InlineData("KHR_texture_basisu")]
    [InlineData("EXT_texture_webp")]
    public void An_image_format_that_is_not_read_gives_way_to_the_one_beside_it(string extension)
    {
        Scene scene = Read("{\"index\":0}", $"{{\"source\":0,\"extensions\":{{\"{extension}\":{{\"source\":1}}}}}}", $",\"extensionsUsed\":[\"{extension}\"]");
        Assert.Equal("image/png", scene.Images[scene.Materials[0].BaseColorTexture!.Image].MediaType);
        Assert.Empty(scene.Warnings);
    }

    [Theory]
    [InlineData("{\"extensions\":{\"EXT_texture_webp\":{\"source\":1}}}", "materials[0].pbrMetallicRoughness.baseColorTexture")]
    [InlineData("{\"source\":1}", "images[1]")]
    public void A_texture_of_nothing_else_is_left_out_with_a_warning(string texture, string place)
    {
        Scene scene = Read("{\"index\":0}", texture);
        Assert.Null(scene.Materials[0].BaseColorTexture);
        Assert.Contains(place, Assert.Single(scene.Warnings));
    }

    [Fact]
    public void The_bytes_of_an_image_decide_not_its_stated_kind()
    {
        Scene scene = Read("{\"index\":0}", "{\"source\":0}", image: Png.Replace("{", "{\"mimeType\":\"image/jpeg\",", StringComparison.Ordinal));
        Assert.Equal("image/png", Assert.Single(scene.Images).MediaType);
    }

    [Theory]
    [InlineData("{\"index\":0,\"texCoord\":1}", 1)]
    [InlineData("{\"index\":0,\"texCoord\":0,\"extensions\":{\"KHR_texture_transform\":{\"texCoord\":1,\"scale\":[2,3]}}}", 1)]
    [InlineData("{\"index\":0,\"texCoord\":1,\"extensions\":{\"KHR_texture_transform\":{\"texCoord\":0}}}", 0)]
    [InlineData("{\"index\":0,\"texCoord\":1,\"extensions\":{\"KHR_texture_transform\":{\"offset\":[1,0]}}}", 1)]
    [InlineData("{\"index\":0,\"texCoord\":2}", 0)]
    [InlineData("{\"index\":0,\"texCoord\":-1}", null)]
    public void The_set_of_a_transform_goes_before_that_of_the_texture(string info, int? set)
    {
        Scene scene = Read(info, "{\"source\":0}");
        Assert.Equal(set, scene.Materials[0].BaseColorTexture?.TexCoord);
        Assert.Equal(set is null ? 1 : 0, scene.Warnings.Count);
        if (info.Contains("scale", StringComparison.Ordinal))
        {
            Assert.Equal(new Vector2(2, 3), scene.Materials[0].BaseColorTexture!.Scale);
        }
    }

    [Theory]
    [InlineData(2, 2, 0, 0, 2, 1)]
    [InlineData(0, 3, 0, 1, 0, 3)]
    [InlineData(3, 0, 1, 0, 0, 3)]
    [InlineData(1, 3, 1, 0, 3, 1)]
    [InlineData(3, 2, 0, 1, 3, 2)]
    public void Any_two_sets_of_texture_coordinates_become_the_two_of_a_scene(
        int color, int emission, int colorRead, int emissionRead, int first, int second)
    {
        var file = new HandMadeGltf();
        Scene scene = file.ReadPrimitive(
            $"\"attributes\":{{\"POSITION\":{file.Triangle()},{string.Join(',', Enumerable.Range(0, 4).Select(set =>
                $"\"TEXCOORD_{set}\":{file.Floats("VEC2", set, 0, set, 1, set, 2)}"))}}},\"material\":0",
            $",\"materials\":[{{\"pbrMetallicRoughness\":{{\"baseColorTexture\":{{\"index\":0,\"texCoord\":{color}}}}},"
            + $"\"emissiveTexture\":{{\"index\":0,\"texCoord\":{emission}}}}}],\"textures\":[{{\"source\":0}}],\"images\":[{Png}]");

        Assert.Equal(colorRead, scene.Materials[0].BaseColorTexture!.TexCoord);
        Assert.Equal(emissionRead, scene.Materials[0].EmissiveTexture!.TexCoord);
        Assert.Equal(first, scene.Meshes[0].Primitives[0].TexCoords0![0].X);
        Assert.Equal(second, scene.Meshes[0].Primitives[0].TexCoords1![0].X);
        Assert.Empty(scene.Warnings);
    }

    [Fact]
    public void Textures_that_need_a_third_set_are_left_out_with_a_warning()
    {
        var file = new HandMadeGltf();
        Scene scene = file.ReadPrimitive(
            $"\"attributes\":{{\"POSITION\":{file.Triangle()},\"TEXCOORD_5\":{file.Floats("VEC2", 5, 0, 5, 1, 5, 2)}}},\"material\":0",
            ",\"materials\":[{\"pbrMetallicRoughness\":{\"baseColorTexture\":{\"index\":0,\"texCoord\":5}},"
            + "\"normalTexture\":{\"index\":0,\"texCoord\":1},\"emissiveTexture\":{\"index\":0,\"texCoord\":0}}],"
            + $"\"textures\":[{{\"source\":0}}],\"images\":[{Png}]");

        Assert.Equal(0, scene.Materials[0].BaseColorTexture!.TexCoord);
        Assert.Equal(5, scene.Meshes[0].Primitives[0].TexCoords0![0].X);
        Assert.Equal(1, scene.Materials[0].NormalTexture!.TexCoord);
        Assert.Null(scene.Materials[0].EmissiveTexture);
        Assert.Contains("materials[0]", Assert.Single(scene.Warnings));
    }

    [Fact]
    public void Zeros_after_the_json_of_a_glb_are_passed_over()
    {
        var file = new HandMadeGltf();
        string json = file.Json($"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{file.Triangle()}}}}}]}}],\"nodes\":[{{\"mesh\":0}}]");
        byte[] glb = HandMadeGltf.Glb(json + new string('\0', 8), file.Binary);
        Assert.Single(ModelReader.Read(new ModelSource("a.glb", glb)).Meshes);
    }

    private static Scene Read(string info, string texture, string more = "", string? image = null)
    {
        var file = new HandMadeGltf();
        int first = file.Floats("VEC2", 0, 0, 1, 0, 0, 1);
        int second = file.Floats("VEC2", 0, 0, 0.5f, 0, 0, 0.5f);
        return file.ReadPrimitive(
            $"\"attributes\":{{\"POSITION\":{file.Triangle()},\"TEXCOORD_0\":{first},\"TEXCOORD_1\":{second}}},\"material\":0",
            $",\"materials\":[{{\"pbrMetallicRoughness\":{{\"baseColorTexture\":{info}}}}}],\"textures\":[{texture}],\"images\":[{image ?? Png},{WebP}]{more}");
    }
}

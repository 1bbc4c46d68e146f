using System.Numerics;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats.Gltf;

public sealed class SpecularGlossinessTests
{
    [Fact]
    public void A_dielectric_keeps_its_diffuse_colour()
    {
        (Vector4 color, float metallic) = new SpecularGlossiness(new Vector4(0.2f, 0.4f, 0.6f, 0.5f), new Vector3(0.04f), 1).ToMetallic();
        Assert.Equal(0, metallic, 3);
        Assert.Equal(0.4f, color.Y, 2);
        Assert.Equal(0.5f, color.W);
    }

    [Fact]
    public void A_metal_takes_its_specular_colour()
    {
        (Vector4 color, float metallic) = new SpecularGlossiness(new Vector4(0, 0, 0, 1), new Vector3(1, 0.8f, 0.3f), 1).ToMetallic();
        Assert.Equal(1, metallic, 2);
        Assert.Equal(0.8f, color.Y, 2);
    }

    [Fact]
    public void Maps_are_converted_pixel_by_pixel()
    {
        // Left a dull red dielectric, right a shiny metal: specular in RGB as sRGB, glossiness in A.
        byte[] diffuse = PngEncoder.Encode(new PixelImage(2, 1, 3, [200, 0, 0, 0, 0, 0]));
        byte[] specular = PngEncoder.Encode(new PixelImage(2, 1, 4, [0, 0, 0, 0, 255, 255, 255, 255]));
        var file = new HandMadeGltf();
        int texCoords = file.Floats("VEC2", 0, 0, 1, 0, 0, 1);
        Scene scene = file.ReadPrimitive(
            $"\"attributes\":{{\"POSITION\":{file.Triangle()},\"TEXCOORD_0\":{texCoords}}},\"material\":0",
            ",\"materials\":[{\"name\":\"old\",\"extensions\":{\"KHR_materials_pbrSpecularGlossiness\":{\"diffuseTexture\":{\"index\":0},"
            + "\"specularGlossinessTexture\":{\"index\":1}}}}],\"textures\":[{\"source\":0},{\"source\":1}],"
            + $"\"images\":[{{\"uri\":\"data:image/png;base64,{Convert.ToBase64String(diffuse)}\"}},{{\"uri\":\"data:image/png;base64,{Convert.ToBase64String(specular)}\"}}]");
        Material material = Assert.Single(scene.Materials);
        Assert.Equal((Vector4.One, 1f, 1f), (material.BaseColor, material.Metallic, material.Roughness));
        byte[] color = ImageDecoder.Decode(scene.Images[material.BaseColorTexture!.Image].Content.Span).Pixels;
        byte[] surface = ImageDecoder.Decode(scene.Images[material.MetallicRoughnessTexture!.Image].Content.Span).Pixels;
        Assert.InRange(color[0], 195, 210);
        Assert.InRange(color[4], 250, 255);
        Assert.Equal([255, 0], new[] { surface[1], surface[2] });
        Assert.Equal([0, 255], new[] { surface[4], surface[5] });
    }
}

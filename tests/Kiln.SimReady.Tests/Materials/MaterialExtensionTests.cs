using System.Numerics;
using Kiln.Geometry.Tests.Formats.Gltf;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Materials;

/// <summary>glTF's material extensions, as they come out in the preview surface.</summary>
public sealed class MaterialExtensionTests
{
    [Fact]
    public void Emissive_strength_index_of_refraction_and_clear_coat_reach_the_surface()
    {
        UsdPrim surface = Surface(
            "\"emissiveFactor\":[0.5,0.25,0],\"extensions\":{\"KHR_materials_emissive_strength\":{\"emissiveStrength\":4},"
            + "\"KHR_materials_ior\":{\"ior\":1.33},\"KHR_materials_clearcoat\":{\"clearcoatFactor\":0.75,\"clearcoatRoughnessFactor\":0.5}}");

        Assert.Equal(new Vector3(2, 1, 0), surface.Value<Vector3>("inputs:emissiveColor"));
        Assert.Equal(1.33f, surface.Value<float>("inputs:ior"));
        Assert.Equal(0.75f, surface.Value<float>("inputs:clearcoat"));
        Assert.Equal(0.5f, surface.Value<float>("inputs:clearcoatRoughness"));
    }

    [Fact]
    public void An_unlit_material_neither_shines_nor_mirrors()
    {
        UsdPrim surface = Surface("\"pbrMetallicRoughness\":{\"metallicFactor\":1,\"roughnessFactor\":0},\"extensions\":{\"KHR_materials_unlit\":{}}");

        Assert.Equal(0, surface.Value<float>("inputs:metallic"));
        Assert.Equal(1, surface.Value<float>("inputs:roughness"));
    }

    [Fact]
    public void Specular_glossiness_becomes_metallic_roughness()
    {
        UsdPrim surface = Surface(
            "\"extensions\":{\"KHR_materials_pbrSpecularGlossiness\":{\"diffuseFactor\":[0,0,0,1],\"specularFactor\":[0.9,0.6,0.3],\"glossinessFactor\":0.8}}");

        Assert.Equal(1, surface.Value<float>("inputs:metallic"), 1e-3f);
        Assert.Equal(0.2f, surface.Value<float>("inputs:roughness"), 1e-6f);
        Assert.True((surface.Value<Vector3>("inputs:diffuseColor") - new Vector3(0.9f, 0.6f, 0.3f)).Length() < 0.01f);
    }

    [Theory]
    [InlineData("\"alphaMode\":\"MASK\",\"alphaCutoff\":0.25", 0.5f, 0.25f)]
    [InlineData("\"alphaMode\":\"MASK\"", 0.5f, 0.5f)]
    [InlineData("\"alphaMode\":\"BLEND\"", 0.5f, 0f)]
    [InlineData("\"alphaMode\":\"OPAQUE\"", 1f, 0f)]
    public void Alpha_modes_become_opacity_and_threshold(string members, float opacity, float threshold)
    {
        UsdPrim surface = Surface($"{members},\"pbrMetallicRoughness\":{{\"baseColorFactor\":[1,1,1,0.5]}}");

        Assert.Equal(opacity, surface.Value<float>("inputs:opacity"));
        Assert.Equal(threshold, surface.Value<float>("inputs:opacityThreshold"));
    }

    [Fact]
    public void What_no_preview_surface_has_is_left_out_with_a_warning()
    {
        using FinishedConversion asset = FinishedConversion.Run("a.glb", Glb(
            "\"extensions\":{\"KHR_materials_transmission\":{\"transmissionFactor\":1},\"KHR_materials_clearcoat\":{\"clearcoatFactor\":1,\"clearcoatNormalTexture\":{\"index\":0}}}"));

        Assert.Contains(
            asset.Steps.SelectMany(step => step.Warnings),
            warning => warning.Message.Contains("materials[0]", StringComparison.Ordinal)
                && warning.Message.Contains("KHR_materials_transmission, clearcoatNormalTexture", StringComparison.Ordinal));
        Assert.Empty(asset.FailedRules);
    }

    private static UsdPrim Surface(string material)
    {
        using FinishedConversion asset = FinishedConversion.Run("a.glb", Glb(material));
        Assert.Empty(asset.FailedRules);
        return UsdFile.Read(File.ReadAllBytes(asset.Usd)).Prims().Single(entry => entry.Path == "/a/looks/m/surface").Prim;
    }

    private static byte[] Glb(string material)
    {
        HandMadeGltf file = new();
        int positions = file.Triangle();
        return file.Glb(
            $"\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":{positions}}},\"material\":0}}]}}],\"nodes\":[{{\"mesh\":0}}],"
            + $"\"scenes\":[{{\"nodes\":[0]}}],\"materials\":[{{\"name\":\"m\",{material}}}]");
    }
}

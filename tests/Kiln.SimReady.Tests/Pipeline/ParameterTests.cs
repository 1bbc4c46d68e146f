using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Pipeline;

public sealed class ParameterTests
{
    private static readonly byte[] Box = TestScenes.WoodenBox();

    [Fact]
    public void A_given_mass_wins_and_scales_the_inertia()
    {
        using FinishedConversion plain = FinishedConversion.Run("box.glb", Box);
        using FinishedConversion given = FinishedConversion.Run("box.glb", Box, new() { MassKg = 2.6, DensityKgM3 = 10 });

        Assert.Equal("given", given.Report["mass_method"]!.GetValue<string>());
        Assert.Equal(2.6, given.Report["mass_kg"]!.GetValue<double>(), 1e-12);
        Assert.Equal(2.6 / 0.008, given.Report["density_kg_m3"]!.GetValue<double>(), 1e-3);
        Assert.Equal(
            SoundAsset.Numbers(plain.Report["inertia_diagonal_kg_m2"]!)[0] / 2,
            SoundAsset.Numbers(given.Report["inertia_diagonal_kg_m2"]!)[0],
            1e-6);
    }

    [Theory]
    [InlineData("steel", null, null, 0.55, 0.45)]
    [InlineData(null, 0.8, null, 0.8, 0.4)]
    [InlineData(null, null, 0.9, 0.9, 0.9)]
    [InlineData(null, 0.2, null, 0.2, 0.2)]
    [InlineData("rubber", 1.5, 1.2, 1.5, 1.2)]
    public void Friction_comes_from_what_is_given_else_from_the_material(
        string? material, double? fixedFriction, double? sliding, double expectedStatic, double expectedDynamic)
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", Box, new()
        {
            Material = material,
            StaticFriction = fixedFriction,
            DynamicFriction = sliding,
        });

        JsonNode friction = asset.Report["friction"]!;
        Assert.Equal(expectedStatic, friction["static"]!.GetValue<double>(), 1e-12);
        Assert.Equal(expectedDynamic, friction["dynamic"]!.GetValue<double>(), 1e-12);
        UsdLayer layer = UsdTextReader.Read(File.ReadAllBytes(asset.Usd));
        UsdPrim physics = layer.Prims().Single(entry => entry.Prim.Has("PhysicsMaterialAPI")).Prim;
        Assert.Equal((float)expectedDynamic, physics.Value<float>("physics:dynamicFriction"));
        Assert.Contains(
            $"friction=\"{((float)expectedDynamic).ToString(CultureInfo.InvariantCulture)} ",
            File.ReadAllText(asset.Mjcf),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_validation_runs_no_rule_and_says_so()
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", Box, new() { SkipValidation = true });

        JsonObject validation = asset.Report["validation"]!.AsObject();
        Assert.Null(validation["passed"]);
        Assert.True(validation["skipped"]!.GetValue<bool>());
        Assert.All(validation["rules"]!.AsArray(), rule => Assert.Equal("skipped", rule!["result"]!.GetValue<string>()));
        Assert.True(File.Exists(asset.Usd));
    }

    [Fact]
    public void Same_input_gives_the_same_bytes()
    {
        byte[] stool = TestScenes.Glb(TestScenes.Stool());
        using FinishedConversion first = FinishedConversion.Run("stool.glb", stool);
        using FinishedConversion second = FinishedConversion.Run("stool.glb", stool);

        Assert.Equal(first.Artifacts.Keys, second.Artifacts.Keys);
        foreach (Artifact artifact in first.Artifacts.Values)
        {
            Assert.True(
                artifact.Content.Span.SequenceEqual(second.Artifacts[artifact.Name].Content.Span),
                $"{artifact.Name} differs: {Encoding.UTF8.GetString(artifact.Content.Span[..Math.Min(200, artifact.Content.Length)])}");
        }
    }

    [Fact]
    public void The_report_has_the_members_of_the_contract_in_its_order()
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", Box);

        Assert.Equal(
            [
                "units", "mass_kg", "density_kg_m3", "volume_m3", "mass_method", "center_of_mass_m", "inertia_diagonal_kg_m2",
                "principal_axes_wxyz", "material", "friction", "restitution", "collision", "geometry", "validation",
            ],
            asset.Report.Select(member => member.Key).Take(14));
        Assert.Equal(
            ["threshold", "hull_count", "max_vertices", "concavity", "timed_out", "hulls"],
            asset.Report["collision"]!.AsObject().Select(member => member.Key));
        Assert.Equal(64, asset.Report["input"]!["sha256"]!.GetValue<string>().Length);
    }
}

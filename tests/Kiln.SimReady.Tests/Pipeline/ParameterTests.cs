using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
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
        Assert.Equal(2.6, given.Report["mass_kg"]!.GetValue<double>());
        Assert.Equal(2.6 / 0.008, given.Report["density_kg_m3"]!.GetValue<double>(), 1e-3);
        Assert.Equal(
            SoundAsset.Numbers(plain.Report["inertia_diagonal_kg_m2"]!)[0] / 2,
            SoundAsset.Numbers(given.Report["inertia_diagonal_kg_m2"]!)[0],
            1e-6);
    }

    [Fact]
    public void A_closed_skin_of_a_hollow_thing_is_filled_in_part_unless_the_mass_is_given()
    {
        byte[] crate = TestScenes.Glb(TestScenes.Of([new Material { Name = "wooden crate" }], ("part", TexturedShapes.Box(new Vector3(0.5f), 1, 0))));
        using FinishedConversion filled = FinishedConversion.Run("thing.glb", crate);
        using FinishedConversion given = FinishedConversion.Run("thing.glb", crate, new() { DensityKgM3 = 650 });

        Assert.Equal(0.125 * 650 * 0.3, filled.Report["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.Equal(0.3, filled.Report["material"]!["fill"]!.GetValue<double>());
        Assert.Contains(filled.Steps.SelectMany(step => step.Warnings), warning => warning.Code == "HOLLOW_ASSUMED");
        Assert.Empty(filled.FailedRules);
        Assert.Equal(0.125 * 650, given.Report["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.Equal(1, given.Report["material"]!["fill"]!.GetValue<double>());
    }

    [Fact]
    public void The_report_tells_where_each_physical_value_comes_from()
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", Box, new() { StaticFriction = 0.8 });

        JsonNode sources = asset.Report["physics_sources"]!;
        Assert.Equal("given", sources["static_friction"]!["source"]!.GetValue<string>());
        Assert.Equal(1, sources["static_friction"]!["confidence"]!.GetValue<double>());
        Assert.Equal("material (name)", sources["density"]!["source"]!.GetValue<string>());
        Assert.Equal(0.7, sources["density"]!["confidence"]!.GetValue<double>());
        Assert.Contains("timber", sources["density"]!["basis"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("material (name)", sources["restitution"]!["source"]!.GetValue<string>());
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
        UsdLayer layer = UsdFile.Read(File.ReadAllBytes(asset.Usd));
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
            [
                "threshold", "hull_count", "max_vertices", "concavity", "timed_out", "solid_volume_m3", "union_volume_m3", "iou", "missed", "extra",
                "overlap", "hausdorff_m", "hulls",
            ],
            asset.Report["collision"]!.AsObject().Select(member => member.Key));
        Assert.Equal(64, asset.Report["input"]!["sha256"]!.GetValue<string>().Length);
    }
}

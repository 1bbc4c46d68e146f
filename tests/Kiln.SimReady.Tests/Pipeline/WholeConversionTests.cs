using System.Text.Json.Nodes;
using Kiln.Checkers;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>Whole conversions, judged by parties that nobody here wrote.</summary>
public sealed class WholeConversionTests
{
    [Fact]
    public async Task A_box_has_the_mass_and_inertia_of_the_book()
    {
        using FinishedConversion box = FinishedConversion.Run("box.glb", TestScenes.WoodenBox());
        JsonObject report = box.Report;

        // 0.2 × 0.1 × 0.4 m with Z up, oak at 650 kg/m³; I = m/12 (b² + c²).
        const double mass = 0.2 * 0.4 * 0.1 * 650;
        Assert.Equal("wood", report["material"]!["name"]!.GetValue<string>());
        Assert.Equal("exact", report["mass_method"]!.GetValue<string>());
        Assert.Equal(mass, report["mass_kg"]!.GetValue<double>(), 1e-6 * mass);
        double[] expected = [mass / 12 * (0.01 + 0.16), mass / 12 * (0.04 + 0.16), mass / 12 * (0.04 + 0.01)];
        double[] inertia = Numbers(report["inertia_diagonal_kg_m2"]!);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], inertia[i], 1e-6 * mass);
        }

        Assert.Equal([0, 0, 0.2], Numbers(report["center_of_mass_m"]!).Select(c => Math.Round(c, 6)));
        Assert.Equal(1, report["collision"]!["hull_count"]!.GetValue<int>());
        await AssertSoundAsync(box);
    }

    [Fact]
    public async Task A_stool_of_four_parts_and_two_materials_passes_every_checker()
    {
        using FinishedConversion stool = FinishedConversion.Run("My stool.glb", TestScenes.Glb(TestScenes.Stool()));

        await AssertSoundAsync(stool);
        Assert.Equal("My_stool", stool.BaseName);
        Assert.Equal(4, stool.Report["geometry"]!["parts"]!.GetValue<int>());
        string text = (await IndependentCheckers.OpenUsdAsync(stool.Usd)).Text!;
        Assert.Equal(4, Directory.GetFiles(Path.Combine(Path.GetDirectoryName(stool.Usd)!, "textures")).Length);
        Assert.Contains("texCoord2f[] primvars:st ", text, StringComparison.Ordinal);
        Assert.Contains("texCoord2f[] primvars:st_1 ", text, StringComparison.Ordinal);
    }

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(number => number!.GetValue<double>())];

    private static async Task AssertSoundAsync(FinishedConversion conversion)
    {
        Assert.Empty(conversion.FailedRules);
        Assert.True(conversion.Report["validation"]!["passed"]!.GetValue<bool>());

        GltfVerdict gltf = await IndependentCheckers.CheckGltfAsync(conversion.CleanGlb);
        Assert.True(gltf.Errors == 0, string.Join('\n', gltf.Messages));

        UsdVerdict usd = await IndependentCheckers.OpenUsdAsync(conversion.Usd);
        Assert.True(usd.Ok, string.Join('\n', usd.Errors));
        foreach (string schema in new[] { "PhysicsRigidBodyAPI", "PhysicsMassAPI", "PhysicsCollisionAPI", "PhysicsMeshCollisionAPI", "PhysicsMaterialAPI" })
        {
            Assert.Contains(schema, usd.Text, StringComparison.Ordinal);
        }

        TinyUsdVerdict tiny = await IndependentCheckers.ParseUsdAsync(conversion.Usd);
        Assert.True(tiny.Ok, tiny.Error);

        MujocoVerdict mujoco = await IndependentCheckers.SimulateAsync(conversion.Mjcf);
        Assert.True(mujoco.Ok, mujoco.Error);
        Assert.True(mujoco.Drop!.Finite);
        Assert.True(mujoco.Drop.Settled, $"Not at rest after {mujoco.Drop.Seconds} s.");
        Assert.Equal(conversion.Report["collision"]!["hull_count"]!.GetValue<int>(), mujoco.CollisionGeoms);
        double mass = conversion.Report["mass_kg"]!.GetValue<double>();
        Assert.Equal(mass, mujoco.Mass, 1e-6 * mass);
        double[] inertia = Numbers(conversion.Report["inertia_diagonal_kg_m2"]!);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(inertia[i], mujoco.Inertia[i], 1e-6 * inertia.Max());
        }
    }
}

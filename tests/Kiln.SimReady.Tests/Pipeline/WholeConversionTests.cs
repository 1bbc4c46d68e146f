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
        double[] inertia = SoundAsset.Numbers(report["inertia_diagonal_kg_m2"]!);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i], inertia[i], 1e-6 * mass);
        }

        Assert.Equal([0, 0, 0.2], SoundAsset.Numbers(report["center_of_mass_m"]!).Select(c => Math.Round(c, 6)));
        Assert.Equal(1, report["collision"]!["hull_count"]!.GetValue<int>());
        await SoundAsset.AssertAsync(box);
    }

    [Fact]
    public async Task A_stool_of_four_parts_and_two_materials_passes_every_checker()
    {
        using FinishedConversion stool = FinishedConversion.Run("My stool.glb", TestScenes.Glb(TestScenes.Stool()));

        await SoundAsset.AssertAsync(stool);
        Assert.Equal("My_stool", stool.BaseName);
        Assert.Equal(4, stool.Report["geometry"]!["parts"]!.GetValue<int>());
        string text = (await IndependentCheckers.OpenUsdAsync(stool.Usd)).Text!;
        Assert.Equal(5, Directory.GetFiles(Path.Combine(Path.GetDirectoryName(stool.Usd)!, "textures")).Length);
        Assert.Contains("texCoord2f[] primvars:st ", text, StringComparison.Ordinal);
        Assert.Contains("texCoord2f[] primvars:st_1 ", text, StringComparison.Ordinal);
    }
}

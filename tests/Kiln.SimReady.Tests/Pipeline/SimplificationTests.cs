using System.Text.Json.Nodes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

public sealed class SimplificationTests
{
    private static readonly byte[] Torus = TestScenes.Glb(TestScenes.Of(
        [new() { Name = "rubber" }], ("torus", TexturedShapes.Torus(0.3f, 0.1f, 120, 60, 0))));

    [Theory]
    [InlineData("torus.glb")]
    [InlineData("always.glb")]
    public async Task A_target_is_reached_and_the_solid_stays_closed(string fileName)
    {
        using FinishedConversion asset = FinishedConversion.Run(fileName, Torus, new()
        {
            TargetTriangleCount = 1000,
            MaxHulls = 8,
            Preprocess = fileName == "always.glb" ? Kiln.SimReady.Conversion.PreprocessMode.Always : default,
        });

        JsonObject report = asset.Report;
        Assert.InRange(report["geometry"]!["triangles"]!.GetValue<int>(), 500, 1000);
        Assert.Equal(14_400, report["simplify"]!["before"]!.GetValue<int>());
        Assert.Equal("exact", report["mass_method"]!.GetValue<string>());
        double volume = 2 * Math.PI * Math.PI * 0.3 * 0.1 * 0.1;
        Assert.Equal(volume, report["volume_m3"]!.GetValue<double>(), 0.03 * volume);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public void Without_a_target_no_triangle_is_lost()
    {
        using FinishedConversion asset = FinishedConversion.Run("torus.glb", Torus, new() { MaxHulls = 1 });

        Assert.Equal(14_400, asset.Report["geometry"]!["triangles"]!.GetValue<int>());
        Assert.False(asset.Report.ContainsKey("simplify"));
    }
}

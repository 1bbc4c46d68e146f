using Kiln.Geometry;
using System.Text.Json.Nodes;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Prepare;

public sealed class PreprocessTests
{
    [Fact]
    public async Task An_stl_in_millimetres_becomes_metres_with_z_up()
    {
        // 100 × 60 × 40 mm; STL declares nothing, its size speaks for millimetres.
        SurfaceMesh box = CellSolids.Box(100, 60, 40);
        using FinishedConversion asset = FinishedConversion.Run("part.stl", TestFiles.BinaryStl(box));

        JsonObject report = asset.Report;
        Assert.Equal(12, asset.Steps.Count);
        Assert.Equal([-0.05, -0.03, 0], SoundAsset.Numbers(report["geometry"]!["bounds_m"]!["min"]!).Select(c => Math.Round(c, 6)));
        Assert.Equal([0.05, 0.03, 0.04], SoundAsset.Numbers(report["geometry"]!["bounds_m"]!["max"]!).Select(c => Math.Round(c, 6)));
        Assert.Equal("mm", report["geometry"]!["input_unit"]!.GetValue<string>());
        Assert.Equal("z", report["geometry"]!["input_up_axis"]!.GetValue<string>());
        Assert.Equal("inferred", report["geometry"]!["unit_source"]!.GetValue<string>());
        Assert.Equal(0.1 * 0.06 * 0.04, report["volume_m3"]!.GetValue<double>(), 1e-10);
        JsonObject stats = asset.Steps[2].InputStats!;
        Assert.Equal(12, stats["face_count"]!.GetValue<int>());
        Assert.True(stats["watertight"]!.GetValue<bool>());
        Assert.Equal("mm", stats["unit"]!.GetValue<string>());
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public void What_has_no_material_is_matt_unless_glTF_calls_it_metal()
    {
        SurfaceMesh box = CellSolids.Box(0.1, 0.1, 0.1);
        using FinishedConversion stl = FinishedConversion.Run("part.stl", TestFiles.BinaryStl(box));
        using FinishedConversion glb = FinishedConversion.Run(
            "part.glb", TestScenes.Glb(TestScenes.Of([], ("part", SurfaceEditing.ToTriangleMesh(box)))), new() { Preprocess = PreprocessMode.Always });

        Assert.Equal(0, Metallic(stl, "plain"));
        Assert.Equal(1, Metallic(glb, "default_material"));
        Assert.Equal(0, stl.Steps[0].InputStats!["material_count"]!.GetValue<int>());

        static float Metallic(FinishedConversion asset, string material) => UsdFile.Read(File.ReadAllBytes(asset.Usd)).Prims()
            .Single(entry => entry.Path == $"/part/looks/{material}/surface").Prim.Value<float>("inputs:metallic");
    }

    [Theory]
    [InlineData(UpAxisChoice.X, 0.2)]
    [InlineData(UpAxisChoice.Y, 0.3)]
    [InlineData(UpAxisChoice.Z, 0.4)]
    public void The_given_up_axis_decides_the_height(UpAxisChoice up, double height)
    {
        SurfaceMesh box = CellSolids.Box(0.2, 0.3, 0.4);
        using FinishedConversion asset = FinishedConversion.Run("a.obj", TestFiles.Obj(box), new() { UpAxis = up });

        Assert.Equal(height, SoundAsset.Numbers(asset.Report["geometry"]!["bounds_m"]!["max"]!)[2], 1e-6);
        Assert.Equal(0.2 * 0.3 * 0.4, asset.Report["volume_m3"]!.GetValue<double>(), 1e-8);
    }

    [Fact]
    public void The_given_unit_scales()
    {
        byte[] obj = TestFiles.Obj(CellSolids.Box(10, 10, 10));
        using FinishedConversion inches = FinishedConversion.Run("a.obj", obj, new() { Unit = UnitChoice.Inch });
        using FinishedConversion centimetres = FinishedConversion.Run("a.obj", obj, new() { Unit = UnitChoice.Centimetre });

        Assert.Equal(Math.Pow(0.254, 3), inches.Report["volume_m3"]!.GetValue<double>(), 1e-8);
        Assert.Equal(Math.Pow(0.1, 3), centimetres.Report["volume_m3"]!.GetValue<double>(), 1e-9);
    }

    [Theory]
    [InlineData(UnitChoice.Auto, "m", "declared", 1)]
    [InlineData(UnitChoice.Centimetre, "cm", "given", 0.01)]
    [InlineData(UnitChoice.Foot, "ft", "given", 0.3048)]
    public void What_is_given_wins_over_what_a_glb_declares(UnitChoice unit, string word, string source, double metres)
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", TestScenes.WoodenBox(), new() { Unit = unit, UpAxis = UpAxisChoice.X });

        Assert.Equal(word, asset.Report["geometry"]!["input_unit"]!.GetValue<string>());
        Assert.Equal(source, asset.Report["geometry"]!["unit_source"]!.GetValue<string>());
        Assert.Equal("x", asset.Report["geometry"]!["input_up_axis"]!.GetValue<string>());
        Assert.Equal(0.2 * metres, SoundAsset.Numbers(asset.Report["geometry"]!["bounds_m"]!["max"]!)[2], 1e-6 * metres);
    }

    [Theory]
    [InlineData(1e6, UnitChoice.Foot)]
    [InlineData(1e-5, UnitChoice.Millimetre)]
    public void An_absurd_unit_is_refused_with_the_size_that_it_gives(double side, UnitChoice unit)
    {
        byte[] obj = TestFiles.Obj(CellSolids.Box(side, side, side));

        InvalidModelException refusal = Assert.Throws<InvalidModelException>(() => FinishedConversion.Run("a.obj", obj, new() { Unit = unit }));

        Assert.Contains("it must be between 1e-6 and 1e4 m. Was the unit right?", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_glb_prepared_on_demand_gives_the_same_asset_as_one_that_is_not()
    {
        byte[] glb = TestScenes.Glb(TestScenes.Stool());
        using FinishedConversion direct = FinishedConversion.Run("stool.glb", glb);
        using FinishedConversion prepared = FinishedConversion.Run("stool.glb", glb, new() { Preprocess = PreprocessMode.Always });

        Assert.Equal(
            ModelReader.Read(new("a.glb", direct.Artifacts[ArtifactNames.CleanGlb].Content)).Meshes.Sum(mesh => mesh.Primitives.Sum(p => p.TriangleCount)),
            ModelReader.Read(new("a.glb", prepared.Artifacts[ArtifactNames.IntermediateGlb].Content)).Meshes.Sum(mesh => mesh.Primitives.Sum(p => p.TriangleCount)));
        Assert.Equal(direct.Report["mass_kg"]!.GetValue<double>(), prepared.Report["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.Equal(ArtifactRole.IntermediateGlb, prepared.Artifacts[ArtifactNames.IntermediateGlb].Role);
    }
}

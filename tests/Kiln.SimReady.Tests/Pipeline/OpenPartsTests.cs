using System.Numerics;
using System.Text.Json.Nodes;
using Kiln.Geometry.Mass;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Shapes;
using Kiln.Geometry.Tests.Cleaning;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>Meshes that do not close.</summary>
public sealed class OpenPartsTests
{
    private static string[] Warnings(FinishedConversion asset) =>
        [.. asset.Steps.SelectMany(step => step.Warnings).Select(warning => warning.Code)];

    [Fact]
    public async Task Thin_walls_with_a_hole_weigh_what_they_weigh_whole()
    {
        // Walls of a third of a lattice step of the voxel method; the hole is too large to be filled.
        SurfaceMesh whole = CellSolids.OpenContainer(new(0.4, 0.3, 0.2), 0.002);
        SurfaceMesh holed = BrokenShapes.WithoutTriangle(whole, Enumerable.Range(0, whole.TriangleCount).MinBy(t => Math.Abs(Area(whole, t) - 5e-3)));
        using FinishedConversion asset = FinishedConversion.Run("bin.stl", TestFiles.BinaryStl(holed), new() { Unit = UnitChoice.Metre });

        Assert.Equal("capped", asset.Report["volume_method"]!.GetValue<string>());
        Assert.False(asset.Report["geometry"]!["watertight"]!.GetValue<bool>());
        double expected = ExactMass.Of(whole).Volume;
        Assert.Equal(expected, asset.Report["volume_m3"]!.GetValue<double>(), 0.01 * expected);
        Assert.Contains("HOLES_COVERED", Warnings(asset));
        Assert.Contains("OPEN_PARTS_THICKENED", Warnings(asset));
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public void An_open_half_of_a_sphere_is_estimated_and_says_so()
    {
        SurfaceMesh sphere = Spheres.Icosphere(0.1, 4);
        int[] lower = [.. Enumerable.Range(0, sphere.TriangleCount).Where(t => sphere.Vertices[sphere.Triangles[3 * t]].Z < 0).SelectMany(t => sphere.Triangles[(3 * t)..(3 * (t + 1))])];
        using FinishedConversion asset = FinishedConversion.Run(
            "half.ply", TestFiles.BinaryPly(new(sphere.Vertices, lower)), new() { Unit = UnitChoice.Metre });

        Assert.Equal("voxel", asset.Report["mass_method"]!.GetValue<string>());
        Assert.Contains("NOT_WATERTIGHT", Warnings(asset));
        Assert.Empty(asset.FailedRules);
    }

    [Fact]
    public async Task A_lidless_part_beside_a_closed_one_leaves_that_one_covered()
    {
        TriangleMesh box = TexturedShapes.Box(new Vector3(0.1f), 1, -1);
        byte[] glb = TestScenes.Glb(TestScenes.Of(
            [], ("open", box with { Indices = box.Indices[6..] }), ("closed", TestScenes.Moved(box, new(0.3f, 0, 0)))));
        using FinishedConversion asset = FinishedConversion.Run("pair.glb", glb);

        JsonNode fit = asset.Report["collision"]!;
        Assert.Equal(0.001, fit["solid_volume_m3"]!.GetValue<double>(), 1e-5);
        Assert.Equal(1, fit["iou"]!.GetValue<double>(), 1e-3);

        // The open one's hulls are walls of some hundredths of its size.
        Assert.InRange(fit["hausdorff_m"]!.GetValue<double>(), 1e-5, 0.005);
        Assert.Equal("pass", Rule(asset, "KILN.COVER")["result"]!.GetValue<string>());
        Assert.Equal("pass", Rule(asset, "KILN.MASS")["result"]!.GetValue<string>());
        await SoundAsset.AssertAsync(asset);
    }

    // Densities of plastic (1050): a box whose lid is gone, one with a hole in a side, a sheet, and the box beside the sheet.
    [Theory]
    [InlineData("lidless", 1.05, "pass", "walls along an open skin", "'lidless'")]
    [InlineData("lidless", 10.5, "waived", "The mass is 10", "'lidless'")]
    [InlineData("holed", 1.05, "pass", "within 25%", "")]
    [InlineData("holed", 0.5, "waived", "The mass is 0.4", "")]
    [InlineData("sheet", 1.05, "skipped", "No part has a volume to compare the mass with", "'sheet' (a sheet, whose thickness is not known)")]
    [InlineData("lidless+sheet", 1.1, "pass", "within 25%", "Left out: 'sheet' (a sheet, whose thickness is not known).")]
    [InlineData("lidless+sheet", 11, "waived", "The mass is ", "Left out: 'sheet'")]
    public void Masses_of_open_parts_are_judged_where_they_can_be(string kinds, double mass, string result, string says, string names)
    {
        (string, TriangleMesh)[] parts = [.. kinds.Split('+').Select((kind, i) => (kind, TestScenes.Moved(Open(kind), new(0.3f * i, 0, 0))))];
        using FinishedConversion asset = FinishedConversion.Run(
            "parts.glb", TestScenes.Glb(TestScenes.Of([], parts)), new() { Material = "plastic", MassKg = mass });

        JsonNode rule = Rule(asset, "KILN.MASS");
        Assert.Equal(result, rule["result"]!.GetValue<string>());
        Assert.Contains(says, rule["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(names, rule["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(result == "skipped", rule["measured"] is null);
        Assert.Empty(asset.FailedRules);
    }

    private static TriangleMesh Open(string kind)
    {
        TriangleMesh box = TexturedShapes.Box(new Vector3(0.1f), kind == "holed" ? 12 : 1, -1);
        return kind switch
        {
            "lidless" => box with { Indices = box.Indices[6..] },

            // More than cleaning fills, less than what keeps it from being covered.
            "holed" => box with { Indices = box.Indices[(6 * 30)..] },
            _ => box with { Indices = box.Indices[..6] },
        };
    }

    private static JsonNode Rule(FinishedConversion asset, string code) =>
        asset.Report["validation"]!["rules"]!.AsArray().Single(rule => rule!["code"]!.GetValue<string>() == code)!;

    private static double Area(SurfaceMesh mesh, int triangle) =>
        ShellMass.Area(new(mesh.Vertices, mesh.Triangles[(3 * triangle)..(3 * (triangle + 1))]));
}

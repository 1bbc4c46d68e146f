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

        JsonObject coverage = asset.Report["coverage"]!.AsObject();
        Assert.Equal(0.001, coverage["solid_volume_m3"]!.GetValue<double>(), 1e-5);
        Assert.Equal(1, coverage["iou"]!.GetValue<double>(), 1e-3);
        Assert.Equal(
            ["pass", "skipped"],
            asset.Report["validation"]!["rules"]!.AsArray()
                .Where(rule => rule!["code"]!.GetValue<string>() is "KILN.COVER" or "KILN.MASS")
                .Select(rule => rule!["result"]!.GetValue<string>()));
        await SoundAsset.AssertAsync(asset);
    }

    private static double Area(SurfaceMesh mesh, int triangle) =>
        ShellMass.Area(new(mesh.Vertices, mesh.Triangles[(3 * triangle)..(3 * (triangle + 1))]));
}

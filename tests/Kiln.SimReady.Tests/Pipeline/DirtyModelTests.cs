using System.Numerics;
using Kiln.Geometry;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>Models as people send them.</summary>
public sealed class DirtyModelTests
{
    private static readonly TriangleMesh Box = TexturedShapes.Box(new Vector3(0.2f, 0.2f, 0.2f), 2);

    [Fact]
    public async Task A_box_turned_inside_out_is_turned_right()
    {
        TriangleMesh inverted = Box with { Indices = [.. Box.Indices.Reverse()], Normals = null };
        using FinishedConversion asset = Convert(TestScenes.Of([], ("box", inverted)));

        Assert.Equal(0.008, asset.Report["volume_m3"]!.GetValue<double>(), 1e-8);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public async Task A_box_whose_faces_are_six_nodes_is_one_solid()
    {
        int perFace = Box.Indices.Length / 6;
        (string, TriangleMesh)[] faces =
        [
            .. Enumerable.Range(0, 6).Select(face => ($"face {face}", Box with { Indices = Box.Indices[(face * perFace)..((face + 1) * perFace)] })),
        ];
        using FinishedConversion asset = Convert(TestScenes.Of([], faces));

        Assert.Equal("exact", asset.Report["mass_method"]!.GetValue<string>());
        Assert.Equal(8, asset.Report["mass_kg"]!.GetValue<double>(), 1e-6);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public async Task A_sheet_is_a_shell_with_a_slab_to_collide()
    {
        TriangleMesh sheet = TexturedShapes.Patch(4, 4, -1, (u, v) => (new Vector3(u, 0.5f, v), -Vector3.UnitY));
        using FinishedConversion asset = Convert(TestScenes.Of([], ("sheet", sheet)));

        Assert.Equal("shell", asset.Report["mass_method"]!.GetValue<string>());
        Assert.Equal(1, asset.Report["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.InRange(asset.Report["collision"]!["hulls"]![0]!["volume_m3"]!.GetValue<double>(), 5e-4, 0.02);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public async Task A_box_without_a_lid_is_measured_by_its_winding_number()
    {
        TriangleMesh open = Box with { Indices = Box.Indices[(Box.Indices.Length / 6)..] };
        using FinishedConversion asset = Convert(TestScenes.Of([], ("box", open)));

        Assert.Equal("voxel", asset.Report["mass_method"]!.GetValue<string>());
        Assert.Equal(0.008, asset.Report["volume_m3"]!.GetValue<double>(), 0.0016);
        Assert.Contains(asset.Steps.SelectMany(step => step.Warnings), warning => warning.Code == "NOT_WATERTIGHT");
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public async Task A_single_triangle_converts()
    {
        TriangleMesh triangle = new() { Positions = [new(0, 0, 0), new(0.1f, 0, 0), new(0, 0.1f, 0)], Indices = [0, 1, 2] };
        using FinishedConversion asset = Convert(TestScenes.Of([], ("t", triangle)));

        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public async Task Mirrored_scaled_and_nested_nodes_are_baked()
    {
        Scene scene = new()
        {
            Name = "nested",
            Nodes =
            [
                new("root", -1, Affine3d.Translation(new(1e5, 2e5, -3e5))),
                new("box", 0, Affine3d.Scale(new(-2, 1, 1)), 0),
                new("box", 0, Affine3d.Translation(new(0, 0.5, 0)).After(Affine3d.Rotation(0, Math.Sqrt(0.5), 0, Math.Sqrt(0.5))), 0),
            ],
            Meshes = [new Mesh("box", [Box])],
            Materials = [],
            Images = [],
        };
        using FinishedConversion asset = Convert(scene);

        Assert.Equal(0.024, asset.Report["volume_m3"]!.GetValue<double>(), 1e-6);
        await SoundAsset.AssertAsync(asset);
    }

    [Fact]
    public async Task Names_may_be_anything()
    {
        string[] names = ["", "..", "CON", "a/b\\c", "\"quoted\" <&>", "9 lives", "Ünïcödé 箱", new string('x', 300), "box", "Box", "mesh"];
        (string, TriangleMesh)[] parts =
        [
            .. names.Select((name, i) => (name, TestScenes.Moved(Box, new(0.3f * i, 0, 0)) with { Material = i })),
        ];
        Scene scene = TestScenes.Of([.. names.Select(name => new Material { Name = name })], parts);
        using FinishedConversion asset = FinishedConversion.Run("w\"ei rd\n箱.glb", TestScenes.Glb(scene));

        Assert.Equal("w_ei_rd__", asset.BaseName);
        await SoundAsset.AssertAsync(asset);
    }

    [Theory]
    [InlineData(1e-4f)]
    [InlineData(1e-3f)]
    public void A_speck_is_refused_with_advice(float scale)
    {
        Scene scene = TestScenes.Of([], ("speck", Box with { Positions = Array.ConvertAll(Box.Positions, p => p * scale) }));

        InvalidModelException fault = Assert.Throws<InvalidModelException>(() => Convert(scene));
        Assert.Contains("too small", fault.Message, StringComparison.Ordinal);
        Assert.Contains("unit", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Triangles_without_area_are_no_model()
    {
        TriangleMesh flat = new() { Positions = [new(0, 0, 0), new(1, 0, 0), new(2, 0, 0)], Indices = [0, 1, 2] };

        InvalidModelException fault = Assert.Throws<InvalidModelException>(() => Convert(TestScenes.Of([], ("flat", flat))));
        Assert.Contains("no triangle with an area", fault.Message, StringComparison.Ordinal);
    }

    private static FinishedConversion Convert(Scene scene) => FinishedConversion.Run("model.glb", TestScenes.Glb(scene));
}

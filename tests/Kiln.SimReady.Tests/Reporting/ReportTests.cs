using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Reporting;

/// <summary>What the report tells beyond the contract's members.</summary>
public sealed class ReportTests
{
    private static readonly TriangleMesh Box = TexturedShapes.Box(new Vector3(0.2f), 1, 0);

    [Fact]
    public void Outputs_carry_their_role_and_the_input_its_format()
    {
        byte[] zip = TestFiles.Zip(("Thing.OBJ", TestFiles.Obj(CellSolids.Box(0.1, 0.1, 0.1))));
        using FinishedConversion asset = FinishedConversion.Run("thing.zip", zip, new() { Usdz = true });

        JsonObject report = asset.Report;
        Assert.Equal(("obj", "Thing.OBJ", "thing.zip"), (Text(report["input"]!["format"]), Text(report["input"]!["model"]), Text(report["input"]!["name"])));
        Assert.Equal(
            ["mjcf", "mjcf", "mjcf", "usd", "usdz", "glb", "mjcf_package"],
            report["outputs"]!.AsArray().Select(output => Text(output!["role"])));
        Assert.Equal(["clean.glb", "thing-mjcf.zip"], report["outputs"]!.AsArray().TakeLast(2).Select(output => Text(output!["name"])));
        Assert.Equal(
            System.Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(asset.CleanGlb))),
            Text(report["outputs"]!.AsArray()[^2]!["sha256"]));
        Assert.Equal("y", Text(report["align"]!["input_up_axis"]));
        Assert.Equal(1, report["align"]!["scale_to_metres"]!.GetValue<double>());
        Assert.Equal([0.7071, 0.7071, 0, 0], SoundAsset.Numbers(report["align"]!["rotation_wxyz"]!).Select(c => Math.Round(c, 4)));
        Assert.Contains("slides may differ", Text(report["mjcf"]!["note"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Cleaning_is_told_by_its_counts()
    {
        TriangleMesh dirty = Box with { Indices = [.. Box.Indices, Box.Indices[0], Box.Indices[1], Box.Indices[2], 0, 0, 1] };
        using FinishedConversion asset = Convert([], ("box", TestScenes.Moved(dirty, new(1, 2, 3))));

        JsonNode cleaning = asset.Report["cleaning"]!;
        Assert.Equal(1, cleaning["duplicates_removed"]!.GetValue<int>());
        Assert.Equal(1, cleaning["degenerates_removed"]!.GetValue<int>());
        Assert.Equal(0.008, cleaning["after"]!["volume_m3"]!.GetValue<double>(), 1e-8);
        Assert.Equal([-0.1, -0.1, 0], SoundAsset.Numbers(cleaning["before"]!["bounds_m"]!["min"]!).Select(c => Math.Round(c, 5)));
        Assert.Equal([0.1, 0.1, 0.2], SoundAsset.Numbers(cleaning["after"]!["bounds_m"]!["max"]!).Select(c => Math.Round(c, 5)));
        Assert.Equal([-1, 3, -1.9], SoundAsset.Numbers(asset.Report["pivot_offset_m"]!).Select(c => Math.Round(c, 5)));
    }

    [Fact]
    public void Hulls_are_told_with_how_well_they_fit()
    {
        TriangleMesh notched = SurfaceEditing.ToTriangleMesh(CellSolids.OpenContainer(new(0.2, 0.2, 0.2), 0.02), material: -1);
        byte[] glb = TestScenes.Glb(TestScenes.Of([], ("bin", notched)));
        using FinishedConversion close = FinishedConversion.Run("bin.glb", glb);
        using FinishedConversion coarse = FinishedConversion.Run("bin.glb", glb, new() { MaxHulls = 1 });
        using FinishedConversion unjudged = FinishedConversion.Run("bin.glb", glb, new() { SkipValidation = true });

        Assert.Equal(0, close.Report["collision"]!["hausdorff_m"]!.GetValue<double>(), 1e-6);

        // One hull closes the opening, from whose middle it is 0.08 to the rim.
        Assert.InRange(coarse.Report["collision"]!["hausdorff_m"]!.GetValue<double>(), 0.07, 0.08);
        Assert.Equal(5, unjudged.Report["collision"]!["hull_count"]!.GetValue<int>());
        Assert.False(unjudged.Report["collision"]!.AsObject().ContainsKey("hausdorff_m"));
    }

    [Fact]
    public void Names_of_the_file_are_kept_beside_those_of_the_prims()
    {
        using FinishedConversion asset = Convert([new Material { Name = "Größe 5" }], ("Möbel №1", Box));

        JsonNode mesh = asset.Report["names"]!["meshes"]!.AsArray().Single()!;
        JsonNode material = asset.Report["names"]!["materials"]!.AsArray().Single()!;
        Assert.Equal(("/model/geometry/m_bel_1", "Möbel №1"), (Text(mesh["prim"]), Text(mesh["original"])));
        Assert.Equal(("/model/looks/gr_e_5", "Größe 5"), (Text(material["prim"]), Text(material["original"])));
    }

    [Theory]
    [InlineData("A. Maker", "2024 the company", "A. Maker")]
    [InlineData(null, "2024 \"the company\"\t(c)\0", "2024 \"the company\"(c)")]
    public void Credits_of_the_file_go_into_the_metadata_and_the_clean_glb(string? author, string copyright, string expected)
    {
        Scene scene = TestScenes.Of([], ("box", Box with { Material = -1 })) with { Author = author, Copyright = copyright, License = "CC-BY-4.0" };
        using FinishedConversion asset = FinishedConversion.Run("model.glb", TestScenes.Glb(scene), new()
        {
            Labels = new Dictionary<string, string> { ["asset_license"] = "MIT", ["other"] = "x" },
        });

        SortedDictionary<string, object> metadata =
            (SortedDictionary<string, object>)UsdFile.Read(File.ReadAllBytes(asset.Usd)).CustomLayerData["SimReady_Metadata"];
        Assert.Equal((expected, "MIT"), (metadata["author"], metadata["asset_license"]));
        Assert.False(metadata.ContainsKey("other"));
        Assert.Equal(expected, Text(asset.Report["provenance"]!["author"]));
        Assert.Contains("\"license\":\"CC-BY-4.0\"", File.ReadAllText(asset.CleanGlb), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m", "part", "Oak_planks_diffuse", "wood", "texture", 0.4)]
    [InlineData("m", "rubber part", "Oak_planks_diffuse", "rubber", "name", 0.4)]
    [InlineData("Glass", "rubber part", "Oak_planks_diffuse", "glass", "name", 0.7)]
    [InlineData("m", "part", "diffuse", "default", "default", 0.1)]
    public void The_material_is_told_by_names_in_order(string material, string part, string image, string name, string source, double confidence)
    {
        Scene scene = TestScenes.Of([new Material { Name = material, BaseColorTexture = new(0) }], (part, Box)) with
        {
            Images = [new(image, "image/png", TestImages.Checker(8))],
        };
        using FinishedConversion asset = FinishedConversion.Run("model.glb", TestScenes.Glb(scene));

        JsonNode chosen = asset.Report["material"]!;
        Assert.Equal((name, source, confidence), (Text(chosen["name"]), Text(chosen["source"]), chosen["confidence"]!.GetValue<double>()));
        Assert.Equal(source == "default", asset.Steps.SelectMany(step => step.Warnings).Any(warning => warning.Code == "MATERIAL_UNKNOWN"));
    }

    private static FinishedConversion Convert(IReadOnlyList<Material> materials, params (string, TriangleMesh)[] parts) =>
        FinishedConversion.Run("model.glb", TestScenes.Glb(TestScenes.Of(
            materials, [.. parts.Select(part => materials.Count > 0 ? part : (part.Item1, part.Item2 with { Material = -1 }))])));

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}

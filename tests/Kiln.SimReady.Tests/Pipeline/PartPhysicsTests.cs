using System.Numerics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>Assets of several materials: a hammer whose wooden handle stands under a steel head, both boxes.</summary>
public sealed class PartPhysicsTests
{
    private const double HandleMass = 0.03 * 0.03 * 0.3 * 650;
    private const double HeadMass = 0.12 * 0.04 * 0.04 * 7850;

    private static readonly Material[] Materials = [new() { Name = "Ash wood" }, new() { Name = "Forged steel" }];
    private static readonly TriangleMesh Handle = TestScenes.Moved(TexturedShapes.Box(new Vector3(0.03f, 0.3f, 0.03f), 2, 0), new(0, 0.15f, 0));
    private static readonly TriangleMesh Head = TestScenes.Moved(TexturedShapes.Box(new Vector3(0.12f, 0.04f, 0.04f), 2, 1), new(0, 0.32f, 0));

    private static byte[] OfTwoNodes => TestScenes.Glb(TestScenes.Of(Materials, ("handle", Handle), ("head", Head)));

    private static byte[] OfOneMesh => TestScenes.Glb(new()
    {
        Name = "test",
        Nodes = [new("hammer", -1, Affine3d.Identity, 0)],
        Meshes = [new("hammer", [Handle, Head])],
        Materials = Materials,
        Images = [],
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_part_has_the_mass_and_the_friction_of_its_material(bool asOneMesh)
    {
        using FinishedConversion hammer = FinishedConversion.Run(
            "tool.glb", asOneMesh ? OfOneMesh : OfTwoNodes, new() { UsdFormat = UsdFormat.Text });

        JsonNode[] parts = [.. hammer.Report["parts"]!.AsArray().Select(part => part!)];
        Assert.Equal(["wood", "steel"], parts.Select(part => part["material"]!["name"]!.GetValue<string>()));
        Assert.Equal(HandleMass, parts[0]["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.Equal(HeadMass, parts[1]["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.Equal(0.7, parts[1]["material"]!["confidence"]!.GetValue<double>());
        Assert.Contains("EN 1993", parts[1]["sources"]!["density"]!["basis"]!.GetValue<string>(), StringComparison.Ordinal);
        AssertCombined(hammer.Report);
        AssertBindings(hammer);
        Assert.Equal(["0.4 0.005 0.0001", "0.45 0.005 0.0001"], Frictions(hammer));
        await SoundAsset.AssertAsync(hammer);
    }

    [Fact]
    public void Stripes_of_paint_on_one_solid_do_not_part_it()
    {
        TriangleMesh box = TexturedShapes.Box(new Vector3(0.1f), 1, 0);
        int half = box.Indices.Length / 6 * 3;
        Scene painted = new()
        {
            Name = "test",
            Nodes = [new("box", -1, Affine3d.Identity, 0)],
            Meshes = [new("box", [box with { Indices = box.Indices[..half] }, box with { Indices = box.Indices[half..], Material = 1 }])],
            Materials = Materials,
            Images = [],
        };
        using FinishedConversion asset = FinishedConversion.Run("thing.glb", TestScenes.Glb(painted));

        Assert.Single(asset.Report["parts"]!.AsArray());
        Assert.Equal("exact", asset.Report["mass_method"]!.GetValue<string>());
    }

    [Fact]
    public void What_the_client_gives_holds_for_every_part()
    {
        using FinishedConversion hammer = FinishedConversion.Run(
            "tool.glb", OfTwoNodes, new() { MassKg = 1, StaticFriction = 0.6, DynamicFriction = 0.3, Restitution = 0, UsdFormat = UsdFormat.Text });

        JsonNode[] parts = [.. hammer.Report["parts"]!.AsArray().Select(part => part!)];
        Assert.Equal(1, parts.Sum(part => part["mass_kg"]!.GetValue<double>()), 1e-12);
        Assert.Equal(HandleMass / HeadMass, parts[0]["mass_kg"]!.GetValue<double>() / parts[1]["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.All(parts, part => Assert.Equal(0.6, part["friction"]!["static"]!.GetValue<double>()));
        Assert.All(parts, part => Assert.Equal("given", part["sources"]!["dynamic_friction"]!["source"]!.GetValue<string>()));
        Assert.Equal(["0.3 0.005 0.0001", "0.3 0.005 0.0001"], Frictions(hammer));
    }

    [Fact]
    public void Parts_of_the_same_values_share_a_physics_material_beside_a_render_material_of_that_name()
    {
        Scene scene = TestScenes.Of(
            [new Material { Name = "steel_phys" }], ("a", TexturedShapes.Box(new Vector3(0.1f), 1, 0)), ("b", TestScenes.Moved(TexturedShapes.Box(new Vector3(0.1f), 1, 0), new(0.2f, 0, 0))));
        using FinishedConversion asset = FinishedConversion.Run("thing.glb", TestScenes.Glb(scene));

        UsdLayer layer = UsdFile.Read(File.ReadAllBytes(asset.Usd));
        string[] materials = [.. layer.Prims().Where(entry => entry.Prim.TypeName == "Material").Select(entry => entry.Path)];
        Assert.Equal(["/thing/looks/steel_phys", "/thing/looks/steel_phys_1"], materials);
        Assert.Empty(asset.FailedRules);
    }

    // Parallel-axis theorem by hand, Z up: the handle's middle at 0.15 m, the head's at 0.32 m.
    private static void AssertCombined(JsonObject report)
    {
        double mass = HandleMass + HeadMass;
        double center = ((HandleMass * 0.15) + (HeadMass * 0.32)) / mass;
        double apart = HandleMass * HeadMass / mass * 0.17 * 0.17;
        double x = (HandleMass / 12 * (0.0009 + 0.09)) + (HeadMass / 12 * (0.0016 + 0.0016)) + apart;
        double y = (HandleMass / 12 * (0.0009 + 0.09)) + (HeadMass / 12 * (0.0144 + 0.0016)) + apart;
        double z = (HandleMass / 12 * (0.0009 + 0.0009)) + (HeadMass / 12 * (0.0144 + 0.0016));
        Assert.Equal(mass, report["mass_kg"]!.GetValue<double>(), 1e-6);
        Assert.Equal(center, SoundAsset.Numbers(report["center_of_mass_m"]!)[2], 1e-6);
        foreach ((double expected, double actual) in new[] { x, y, z }.Zip(SoundAsset.Numbers(report["inertia_diagonal_kg_m2"]!)))
        {
            Assert.Equal(expected, actual, 1e-6 * x);
        }
    }

    private static void AssertBindings(FinishedConversion hammer)
    {
        UsdLayer layer = UsdFile.Read(File.ReadAllBytes(hammer.Usd));
        Dictionary<string, UsdPrim> prims = layer.Prims().ToDictionary(entry => entry.Path, entry => entry.Prim);
        UsdPrim[] materials =
        [
            .. prims.Values.Where(prim => prim.Has("PhysicsCollisionAPI"))
                .Select(prim => prims[prim.Relationship("material:binding:physics")!.Target]),
        ];
        Assert.Equal([650f, 7850f], materials.Select(material => material.Value<float>("physics:density")));
        Assert.Equal([0.5f, 0.55f], materials.Select(material => material.Value<float>("physics:staticFriction")));
    }

    private static string[] Frictions(FinishedConversion asset)
    {
        XElement model = XElement.Load(asset.Mjcf);
        string common = model.Descendants("default").Single(entry => entry.Attribute("class")?.Value == "collision")
            .Element("geom")!.Attribute("friction")!.Value;
        return [.. model.Descendants("body").Elements("geom").Where(geom => geom.Attribute("class")!.Value == "collision")
            .Select(geom => geom.Attribute("friction")?.Value ?? common)];
    }
}

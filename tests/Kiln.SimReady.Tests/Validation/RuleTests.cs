using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Validation;

namespace Kiln.SimReady.Tests.Validation;

/// <summary>Every rule is shown to fail: the deliverables are damaged between the steps that make them and the one that judges.</summary>
public sealed class RuleTests : IDisposable
{
    private readonly FinishedConversion _stool = FinishedConversion.Run("stool.glb", TestScenes.Glb(TestScenes.Stool()), new() { MaxHulls = 1, UsdFormat = UsdFormat.Text });

    [Fact]
    public void Every_code_is_reported_once_in_order()
    {
        string[] codes = [.. _stool.Report["validation"]!["rules"]!.AsArray().Select(rule => rule!["code"]!.GetValue<string>())];

        Assert.Equal(RuleCodes.All, codes);
        Assert.Null(_stool.Steps[^1].Fault);
    }

    [Theory]
    [InlineData("NP.001", "def Mesh \"seat\"", "def Mesh \"Seat_1\"")]
    [InlineData("NP.006", "string asset_type = \"prop\"", "string other = \"prop\"")]
    [InlineData("NP.007", "@./textures/base", "@/textures/base")]
    [InlineData("NP.008", "@./textures/base_color_", "@./textures/base_colour_")]
    [InlineData("AA.001", "@./textures/base", "@./../textures/base")]
    [InlineData("AA.002", ".png@", ".tiff@")]
    [InlineData("UN.001", "    upAxis = \"Z\"\n", "")]
    [InlineData("UN.006", "upAxis = \"Z\"", "upAxis = \"Y\"")]
    [InlineData("UN.002", "    metersPerUnit = 1\n", "")]
    [InlineData("UN.007", "metersPerUnit = 1", "metersPerUnit = 0.01")]
    [InlineData("UN.003", "    kilogramsPerUnit = 1\n", "")]
    [InlineData("HI.003", "def Xform \"stool\"", "def Scope \"stool\"")]
    [InlineData("HI.004", "defaultPrim = \"stool\"", "defaultPrim = \"chair\"")]
    [InlineData("VG.002", "float3[] extent = [(-0.2, ", "float3[] extent = [(-0.3, ")]
    [InlineData("VG.014", "int[] faceVertexIndices = [0, ", "int[] faceVertexIndices = [99999, ")]
    [InlineData("VG.021", "int[] faceVertexCounts = [3, 3, ", "int[] faceVertexCounts = [4, 2, ")]
    [InlineData("VG.027", "uniform token subdivisionScheme = \"none\"", "uniform token subdivisionScheme = \"catmullClark\"")]
    [InlineData("VG.028", "interpolation = \"uniform\"", "interpolation = \"constant\"")]
    [InlineData("VM.BIND.001", "rel material:binding = </stool/looks/oak_wood>", "rel material:binding = </stool/looks/pine>")]
    [InlineData("VM.MAT.001", "rel material:binding = </stool/looks/oak_wood>\n", "")]
    [InlineData("VM.PS.001", "color3f inputs:diffuseColor", "color3f inputs:diffuseTint")]
    [InlineData("VM.PS.002", "token outputs:surface.connect = </stool/looks/oak_wood/surface.outputs:surface>", "token outputs:surface")]
    [InlineData("VM.TEX.003", "sourceColorSpace = \"raw\"", "sourceColorSpace = \"sRGB\"")]
    [InlineData("RB.001", "\"PhysicsRigidBodyAPI\", ", "")]
    [InlineData("RB.007", "float physics:mass = ", "float physics:mass = -")]
    [InlineData("RB.008", "float3 physics:diagonalInertia = (", "float3 physics:diagonalInertia = (99")]
    [InlineData("RB.010", "uniform token purpose = \"guide\"", "uniform token purpose = \"render\"")]
    [InlineData("RB.013", "\"PhysicsCollisionAPI\", ", "")]
    [InlineData("RB.COL.002", "\"PhysicsCollisionAPI\", ", "")]
    [InlineData("RB.COL.003", "\"PhysicsCollisionAPI\", ", "")]
    [InlineData("PMT.001", "float physics:dynamicFriction = ", "float physics:dynamicFriction = 9")]
    [InlineData("KILN.ROUND", "float physics:mass = ", "float physics:mass = 1")]
    public void A_damaged_layer_fails_its_rule(string code, string from, string to)
    {
        JsonNode rule = Judge("output/usd/stool/stool.usd", from, to, code, out string? fault);

        Assert.Equal("fail", rule["result"]!.GetValue<string>());
        Assert.StartsWith("Validation failed: ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HI.008", "def Xform \"geometry\"", "def Xform \"group\"")]
    [InlineData("HI.006", "def Xform \"geometry\"", "def Scope \"geometry\"")]
    [InlineData("MUJOCO.COL.002", "physics:approximation = \"convexHull\"", "physics:approximation = \"convexDecomposition\"")]
    public void An_advisory_rule_is_waived(string code, string from, string to) =>
        Assert.Equal("waived", Judge("output/usd/stool/stool.usd", from, to, code, out _)["result"]!.GetValue<string>());

    [Theory]
    [InlineData("diaginertia=\"", "diaginertia=\"1")]
    [InlineData("friction=\"0.45 0.005 ", "friction=\"0.7 0.005 ")]
    [InlineData("file=\"hull_000.obj\"", "file=\"hull_999.obj\"")]
    [InlineData("<geom class=\"collision\" mesh=\"hull_000\"/>", "")]
    [InlineData("</mujoco>", "")]
    public void A_damaged_mjcf_fails_the_round_trip(string from, string to) =>
        Assert.Equal("fail", Judge("output/mjcf/stool/stool.xml", from, to, "KILN.ROUND", out _)["result"]!.GetValue<string>());

    [Fact]
    public void A_hull_that_is_not_convex_fails()
    {
        string text = Encoding.UTF8.GetString(_stool.Artifacts["output/usd/stool/stool.usd"].Content.Span);
        int hull = text.IndexOf("def Mesh \"hull_000\"", StringComparison.Ordinal);
        int points = text.IndexOf("point3f[] points = [(", hull, StringComparison.Ordinal) + "point3f[] points = [(".Length;
        int end = text.IndexOf(')', points);
        JsonNode rule = Judge("output/usd/stool/stool.usd", text, text[..points] + "0, 0, 0.475" + text[end..], "KILN.HULL", out _);

        Assert.Equal("fail", rule["result"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(0.0003f, "waived")]
    [InlineData(0.0006f, "pass")]
    public void A_thin_hull_is_waived(float thickness, string result)
    {
        byte[] plate = TestScenes.Glb(TestScenes.Of([], ("plate", TexturedShapes.Box(new Vector3(0.02f, thickness, 0.02f)))));
        using FinishedConversion asset = FinishedConversion.Run("plate.glb", plate);

        Assert.Empty(asset.FailedRules);
        Assert.Equal(result, Rule(asset, "KILN.HULL")["result"]!.GetValue<string>());
    }

    [Fact]
    public void Provenance_that_no_file_tells_is_named()
    {
        JsonNode rule = Rule(_stool, "SR.003");

        Assert.Equal("waived", rule["result"]!.GetValue<string>());
        Assert.EndsWith("lacks: author, asset_license, category, qcode.", rule["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    public void Dispose() => _stool.Dispose();

    private static JsonNode Rule(FinishedConversion asset, string code) =>
        asset.Report["validation"]!["rules"]!.AsArray().Single(rule => rule!["code"]!.GetValue<string>() == code)!;

    private JsonNode Judge(string artifact, string from, string to, string code, out string? fault)
    {
        Dictionary<string, ReadOnlyMemory<byte>> artifacts = _stool.Artifacts.ToDictionary(pair => pair.Key, pair => pair.Value.Content);
        string text = Encoding.UTF8.GetString(artifacts[artifact].Span);
        Assert.Contains(from, text, StringComparison.Ordinal);
        artifacts[artifact] = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
        SourceFile source = new("stool.glb", 1, new string('0', 64));
        StepResult result = ConversionPlan.For("stool.glb", new()).Steps[^1].Run(new(new(), source, new(2026, 1, 1), artifacts));
        fault = result.Fault;
        return result.ReportFragment["validation"]!["rules"]!.AsArray().Single(rule => rule!["code"]!.GetValue<string>() == code)!;
    }
}

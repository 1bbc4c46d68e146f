using System.Numerics;
using System.Text.Json.Nodes;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Validation;

namespace Kiln.SimReady.Tests.Validation;

/// <summary>Every rule is shown to fail: the deliverables are damaged between the steps that make them and the one that judges.</summary>
public sealed class RuleTests(RuleTests.SoundStool stool) : IClassFixture<RuleTests.SoundStool>
{
    public static TheoryData<int, string> Defects
    {
        get
        {
            TheoryData<int, string> data = [];
            for (int i = 0; i < RuleDefects.All.Count; i++)
            {
                data.Add(i, RuleDefects.All[i].Code);
            }

            return data;
        }
    }

    [Fact]
    public void Every_code_is_reported_once_in_order()
    {
        string[] codes = [.. stool.Asset.Report["validation"]!["rules"]!.AsArray().Select(rule => rule!["code"]!.GetValue<string>())];

        Assert.Equal(RuleCodes.All, codes);
        Assert.Null(stool.Asset.Steps[^1].Fault);
    }

    [Fact]
    public void Every_rule_has_a_defect_that_breaks_it() =>
        Assert.Equal(RuleCodes.All.Except(RuleDefects.NeverJudged).Order(), RuleDefects.All.Select(defect => defect.Code).Distinct().Order());

    [Fact]
    public void The_sound_asset_breaks_no_rule()
    {
        IReadOnlyDictionary<string, JsonNode> rules = new DamagedAsset(stool.Asset).Judge().Rules;

        Assert.Equal(["NP.005"], rules.Where(rule => Result(rule.Value) == "waived").Select(rule => rule.Key));
        Assert.Equal(
            ["COL.001", "RB.005", "RB.COL.004", "UN.005"],
            rules.Where(rule => Result(rule.Value) == "skipped").Select(rule => rule.Key).Order());
        Assert.DoesNotContain("fail", rules.Values.Select(Result));
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void A_defect_breaks_its_rule_in_text_and_in_crate(int number, string code)
    {
        RuleDefects.Defect defect = RuleDefects.All[number];
        DamagedAsset damaged = new(defect.OfOpenParts ? stool.OfOpenParts : stool.Asset);
        defect.Inflict(damaged);

        AssertBroken(damaged, code, defect.Result);
        if (damaged.HasReadableLayer())
        {
            AssertBroken(damaged.AsCrate(), code, defect.Result);
        }
    }

    [Theory]
    [InlineData(0.0003f, "waived")]
    [InlineData(0.0006f, "pass")]
    public void A_thin_hull_is_waived(float thickness, string result)
    {
        byte[] plate = TestScenes.Glb(TestScenes.Of([], ("plate", TexturedShapes.Box(new Vector3(0.02f, thickness, 0.02f)))));
        using FinishedConversion asset = FinishedConversion.Run("plate.glb", plate);

        Assert.Empty(asset.FailedRules);
        Assert.Equal(result, Result(Rule(asset, "KILN.HULL")));
    }

    [Fact]
    public void Provenance_that_neither_file_nor_label_tells_is_named()
    {
        using FinishedConversion asset = FinishedConversion.Run(
            "box.glb", TestScenes.WoodenBox(), new() { Labels = new Dictionary<string, string> { ["author"] = "A. Maker" } });
        JsonNode rule = Rule(asset, "SR.003");

        Assert.Equal("waived", Result(rule));
        Assert.EndsWith("lacks: asset_license, category, qcode.", rule["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5.2, "pass", false)]
    [InlineData(52, "waived", false)]
    [InlineData(520_000, "waived", true)]
    public void A_mass_that_does_not_fit_the_material_is_told(double mass, string result, bool isImpossible)
    {
        using FinishedConversion asset = FinishedConversion.Run("box.glb", TestScenes.WoodenBox(), new() { MassKg = mass });
        JsonNode rule = Rule(asset, "KILN.MASS");

        Assert.Equal(result, Result(rule));
        Assert.Equal(mass / 5.2, rule["measured"]!.GetValue<double>(), 0.03 * mass / 5.2);
        Assert.Equal(isImpossible, asset.Steps.SelectMany(step => step.Warnings).Any(warning => warning.Code == "MASS_IMPLAUSIBLE"));
    }

    [Fact]
    public void An_asset_with_an_open_part_breaks_no_rule()
    {
        IReadOnlyDictionary<string, JsonNode> rules = new DamagedAsset(stool.OfOpenParts).Judge().Rules;

        Assert.DoesNotContain("fail", rules.Values.Select(Result));
        Assert.Equal("pass", Result(rules["KILN.MASS"]));
        Assert.False(stool.OfOpenParts.Report["geometry"]!["watertight"]!.GetValue<bool>());
    }

    private static void AssertBroken(DamagedAsset damaged, string code, string result)
    {
        (IReadOnlyDictionary<string, JsonNode> rules, string? fault) = damaged.Judge();

        Assert.Equal(RuleCodes.All, rules.Keys);
        Assert.Equal(result, Result(rules[code]));
        Assert.NotEqual("", rules[code]["message"]!.GetValue<string>());
        if (result == "fail")
        {
            Assert.StartsWith("Validation failed: ", fault, StringComparison.Ordinal);
            Assert.NotNull(rules[code]["path"]?.GetValue<string>() ?? rules[code]["measured"]?.ToString());
        }
    }

    private static string Result(JsonNode rule) => rule["result"]!.GetValue<string>();

    private static JsonNode Rule(FinishedConversion asset, string code) =>
        asset.Report["validation"]!["rules"]!.AsArray().Single(rule => rule!["code"]!.GetValue<string>() == code)!;

    public sealed class SoundStool : IDisposable
    {
        internal FinishedConversion Asset { get; } = FinishedConversion.Run("stool.glb", TestScenes.Glb(TestScenes.Stool()), RuleDefects.Parameters);

        internal FinishedConversion OfOpenParts { get; } = FinishedConversion.Run("stool.glb", TestScenes.Glb(WithoutLid(TestScenes.Stool())), RuleDefects.Parameters);

        public void Dispose()
        {
            Asset.Dispose();
            OfOpenParts.Dispose();
        }

        // The seat loses a face: what is left goes round a volume and encloses none.
        private static Scene WithoutLid(Scene scene)
        {
            TriangleMesh seat = scene.Meshes[0].Primitives[0];
            TriangleMesh open = seat with { Indices = seat.Indices[(seat.Indices.Length / 6)..] };
            return scene with { Meshes = [scene.Meshes[0] with { Primitives = [open] }, .. scene.Meshes.Skip(1)] };
        }
    }
}

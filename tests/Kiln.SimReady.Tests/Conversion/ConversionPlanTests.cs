using System.Text.Json;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Tests.Conversion;

public sealed class ConversionPlanTests
{
    private static readonly string[] Pipeline = ["export", "align", "physics", "collision", "usd", "mjcf", "validate"];
    private static readonly string[] Prepare = ["export", "align", "transform", "compress", "process"];

    [Theory]
    [InlineData("crate.glb", false)]
    [InlineData("crate.GLB", false)]
    [InlineData("crate.obj", true)]
    [InlineData("crate.zip", true)]
    [InlineData("glb", true)]
    public void Only_a_glb_skips_the_preparation(string fileName, bool prepares)
    {
        ConversionPlan plan = ConversionPlan.For(fileName, new());

        Assert.Equal(prepares, plan.HasPrepare);
        Assert.Equal(prepares ? [.. Prepare, .. Pipeline] : Pipeline, plan.Steps.Select(step => step.Name));
    }

    [Fact]
    public void Preprocess_always_prepares_a_glb_too()
    {
        ConversionPlan plan = ConversionPlan.For("crate.glb", new() { Preprocess = PreprocessMode.Always });

        Assert.True(plan.HasPrepare);
        Assert.Same(plan.Steps[1], plan.Find(ConversionPhase.Prepare, "align"));
        Assert.Throws<ArgumentException>(() => plan.Find(ConversionPhase.Prepare, "usd"));
    }

    [Theory]
    [InlineData("crate.glb", "crate")]
    [InlineData("my crate (2).v1.obj", "my_crate__2_.v1")]
    [InlineData("größe.stl", "gr__e")]
    [InlineData(".glb", ".glb")]
    [InlineData("...glb", "_")]
    public void The_base_name_holds_only_safe_characters(string fileName, string baseName) =>
        Assert.Equal(baseName, ArtifactNames.BaseName(fileName));

    [Fact]
    public void Parameters_are_read_and_written_under_their_contract_names()
    {
        const string json = """{"target_triangle_count":5000,"up_axis":"z","unit":"mm","usd_format":"crate","preprocess":"always"}""";
        ConversionParameters parameters = JsonSerializer.Deserialize<ConversionParameters>(json)!;

        Assert.Equal(5000, parameters.TargetTriangleCount);
        Assert.Equal(UnitChoice.Millimetre, parameters.Unit);
        Assert.Equal(0.05, parameters.Threshold);
        Assert.True(parameters.Optimize);
        Assert.Equal(parameters, JsonSerializer.Deserialize<ConversionParameters>(JsonSerializer.Serialize(parameters)));
    }

    [Fact]
    public void Faults_name_the_field_and_the_allowed_values()
    {
        ConversionParameters parameters = new()
        {
            TargetTriangleCount = 999,
            Threshold = double.NaN,
            MassKg = 0,
            Material = "unobtainium",
            StaticFriction = 0.3,
            DynamicFriction = 0.4,
            Optimize = false,
        };

        IReadOnlyList<ParameterFault> faults = parameters.FindFaults();

        Assert.Equal(
            ["target_triangle_count", "threshold", "mass_kg", "material", "optimize", "dynamic_friction"],
            faults.Select(fault => fault.Field));
        Assert.Equal("Must be between 1000 and 1000000", faults[0].Message);
        Assert.Contains("steel", faults[3].Message, StringComparison.Ordinal);
        Assert.Empty(new ConversionParameters().FindFaults());
    }
}

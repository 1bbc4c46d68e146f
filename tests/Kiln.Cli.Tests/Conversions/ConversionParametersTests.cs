using System.CommandLine;
using Kiln.Cli.Conversions;

namespace Kiln.Cli.Tests.Conversions;

public sealed class ConversionParametersTests
{
    [Theory]
    [InlineData("--target-triangles 5000", "target_triangle_count", "5000")]
    [InlineData("--threshold 0.02", "threshold", "0.02")]
    [InlineData("--max-hulls 8", "max_hulls", "8")]
    [InlineData("--mass 1.5", "mass_kg", "1.5")]
    [InlineData("--density 700", "density_kg_m3", "700")]
    [InlineData("--material wood", "material", "\"wood\"")]
    [InlineData("--static-friction 0.6", "static_friction", "0.6")]
    [InlineData("--dynamic-friction 0.5", "dynamic_friction", "0.5")]
    [InlineData("--restitution 0.1", "restitution", "0.1")]
    [InlineData("--up-axis z", "up_axis", "\"z\"")]
    [InlineData("--unit mm", "unit", "\"mm\"")]
    [InlineData("--no-optimize", "optimize", "false")]
    [InlineData("--skip-validation", "skip_validation", "true")]
    [InlineData("--usd-format crate", "usd_format", "\"crate\"")]
    [InlineData("--usdz", "usdz", "true")]
    [InlineData("--preprocess always", "preprocess", "\"always\"")]
    [InlineData("--timeout 60", "timeout_seconds", "60")]
    [InlineData("--callback-url https://example.org/h", "callback_url", "\"https://example.org/h\"")]
    [InlineData("--label a=b", "labels", "{\"a\":\"b\"}")]
    [InlineData("--llm-provider x", "llm_provider", "\"x\"")]
    public void Each_option_sets_its_field_in_the_type_of_the_api(string arguments, string field, string json)
    {
        var given = Parse(arguments);

        var (name, value) = Assert.Single(given);
        Assert.Equal(field, name);
        Assert.Equal(json, value.ToJsonString());
    }

    [Fact]
    public void What_is_not_given_is_left_to_the_service() => Assert.Empty(Parse(""));

    private static IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonNode> Parse(string arguments)
    {
        var command = new RootCommand();
        var parameters = new ConversionParameters();
        parameters.AddTo(command);
        var result = command.Parse(arguments);
        Assert.Empty(result.Errors);
        return parameters.Read(result);
    }
}
